package dev.lockstep.dashboard;

import java.util.List;

/**
 * What every page has around its content.
 *
 * @param title of the content
 * @param live versions of what can change, as they were when the page was made
 * @param signOut token of the form that ends the session; empty where there is none
 */
record PageFrame(
    String title,
    String gateway,
    String version,
    boolean insecure,
    Viewer viewer,
    List<NavLink> nav,
    Files files,
    String live,
    String signOut) {
  /** A link of the navigation. */
  record NavLink(String path, String title, boolean here) {}

  /** Addresses of the assets. */
  record Files(
      String style, String script, String htmx, String icon, String plot, String plotStyle) {}

  PageFrame {
    nav = List.copyOf(nav);
  }

  public boolean sessioned() {
    return !signOut.isEmpty();
  }

  /** For the corner of the page. */
  public String who() {
    return viewer.anonymous() ? "no login configured" : viewer.shortName();
  }
}
