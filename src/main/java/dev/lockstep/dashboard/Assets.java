package dev.lockstep.dashboard;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Assets of the pages. What comes from webjars is named here with its version, as the build has it:
 * nothing is fetched from elsewhere, by the gateway or by a browser.
 */
@Singleton
final class Assets {
  private static final String SCRIPT = "text/javascript;charset=UTF-8";
  private static final String STYLE = "text/css;charset=UTF-8";
  private static final String WEBJARS = "/META-INF/resources/webjars/";

  private final Map<String, Asset> byName =
      Stream.of(
              Asset.read("page.css", STYLE, "/dashboard/page.css"),
              Asset.read("page.js", SCRIPT, "/dashboard/page.js"),
              Asset.read("icon.svg", "image/svg+xml", "/dashboard/icon.svg"),
              Asset.read("htmx.js", SCRIPT, WEBJARS + "htmx.org/2.0.10/dist/htmx.min.js"),
              Asset.read("uplot.js", SCRIPT, WEBJARS + "uplot/1.6.30/dist/uPlot.iife.min.js"),
              Asset.read("uplot.css", STYLE, WEBJARS + "uplot/1.6.30/dist/uPlot.min.css"))
          .collect(Collectors.toMap(Asset::name, Function.identity()));

  /** Where a page finds it. */
  String url(String name) {
    return Optional.ofNullable(byName.get(name))
        .map(Asset::url)
        .orElseThrow(() -> new IllegalArgumentException("no asset has the name " + name));
  }

  /** The asset; empty where there is none with this content. */
  Optional<Asset> find(String version, String name) {
    return Optional.ofNullable(byName.get(name)).filter(each -> each.version().equals(version));
  }
}
