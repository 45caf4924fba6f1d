package dev.lockstep.packaged;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** What axe-core finds against a page: WCAG 2.2 AA, and what axe calls good practice. */
final class Accessibility {
  private static final String AXE = read();

  private Accessibility() {}

  private static String read() {
    try (InputStream in =
        Objects.requireNonNull(Accessibility.class.getResourceAsStream("/axe.min.js"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One line for each rule that is broken, with the places. */
  static List<String> violations(Page page) {
    // By the debugger's protocol: the page's own policy would not let it in.
    page.evaluate(AXE);
    return found(page, "{resultTypes: ['violations']}");
  }

  /**
   * The same for the page that was looked at just now, in other colours: no other rule sees them.
   */
  static List<String> violationsOfColours(Page page) {
    return found(page, "{resultTypes: ['violations'], runOnly: ['color-contrast']}");
  }

  @SuppressWarnings("unchecked")
  private static List<String> found(Page page, String options) {
    return (List<String>)
        page.evaluate(
            "() => axe.run(document, %s).then(found =>".formatted(options)
                + " found.violations.map(each => each.id + ': ' + each.help + ' at '"
                + " + each.nodes.map(node => node.html.slice(0, 120)).slice(0, 3).join(' | ')))");
  }
}
