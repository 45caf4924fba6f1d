package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The 7" panel beside the line: a window of 800 × 480 with the operator's page in it. */
final class Panel implements AutoCloseable {
  private static final int KILOBYTES_100 = 100 * 1024;

  private final ShownLine line;
  private final BrowserContext window;
  private final Page page;
  private final List<String> troubles;

  Panel(Chromium chromium, ShownLine line) {
    this.line = line;
    window =
        chromium.window(
            new Browser.NewContextOptions()
                .setViewportSize(800, 480)
                .setColorScheme(ColorScheme.LIGHT));
    page = window.newPage();
    troubles = Chromium.troubles(page, line.address());
  }

  Page page() {
    return page;
  }

  /** Another window of the same person, whose refusals are expected. */
  Page second() {
    return window.newPage();
  }

  void go(String path) {
    page.navigate(line.address() + path);
  }

  Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
  }

  Locator link(String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  void say(String reason) {
    page.getByLabel("Your name").fill("anna");
    page.getByLabel("Why (1 to 500").fill(reason);
  }

  /** The view as it stands: small, accessible in light and dark, and a picture of each. */
  void look(String name) {
    look(page, name);
  }

  void look(Page shown, String name) {
    assertThat(shown.content().length()).as(name).isLessThan(KILOBYTES_100);
    List<String> broken = new ArrayList<>();
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      shown.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      broken.addAll(
          scheme == ColorScheme.LIGHT
              ? Accessibility.violations(shown)
              : Accessibility.violationsOfColours(shown));
      picture(shown, name + "-" + scheme.name().toLowerCase(Locale.ROOT));
    }
    shown.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    assertThat(broken).as(name).isEmpty();
  }

  /** For people who want to see the page. */
  private void picture(Page shown, String name) {
    Path picture = line.folder().resolve(name + ".png");
    shown.screenshot(new Page.ScreenshotOptions().setPath(picture));
  }

  /** Nothing failed to load, nothing was asked of another site, and the policy held. */
  void assertCalm() {
    assertThat(troubles).isEmpty();
  }

  @Override
  public void close() {
    window.close();
  }
}
