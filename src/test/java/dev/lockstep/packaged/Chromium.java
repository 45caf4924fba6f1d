package dev.lockstep.packaged;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import dev.lockstep.zookeeper.HostNetwork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Debian's Chromium, which fetches nothing by itself. Skips the test where there is none. */
final class Chromium implements AutoCloseable {
  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--no-first-run");

  private final HostNetwork network;
  private final Playwright playwright;
  private final Browser browser;

  Chromium() {
    Path program = Distribution.required("chromium", "chromium-browser", "google-chrome");
    network = HostNetwork.steady();
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(program)
                    .setHeadless(true)
                    .setArgs(FLAGS));
  }

  /** A new window, which knows nothing of others. */
  BrowserContext window(Browser.NewContextOptions options) {
    return browser.newContext(options);
  }

  Page page() {
    return browser.newPage();
  }

  /**
   * What a page could not load or do, and whom else it asked, as it happens.
   *
   * @param own where alone it may ask
   */
  static List<String> troubles(Page page, String own) {
    List<String> troubles = new CopyOnWriteArrayList<>(new ArrayList<>());
    page.onPageError(troubles::add);
    page.onRequest(
        request -> {
          if (!request.url().startsWith(own) && !request.url().startsWith("data:")) {
            troubles.add("asks a stranger: " + request.url());
          }
        });
    page.onResponse(
        response -> {
          if (response.status() >= 400) {
            troubles.add(response.status() + " " + response.url());
          }
        });
    page.onConsoleMessage(
        message -> {
          if (message.text().contains("Content Security Policy")) {
            troubles.add(message.text());
          }
        });
    return troubles;
  }

  @Override
  public void close() {
    playwright.close();
    network.close();
  }
}
