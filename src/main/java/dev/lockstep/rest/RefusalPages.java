package dev.lockstep.rest;

import java.util.Optional;

/**
 * Port to the pages that a browser is shown where a program would be answered a {@link Problem}:
 * the pages stand beside this package.
 */
public interface RefusalPages {
  /** Request header by which a page that is shown already asks for a part of itself (htmx). */
  String FRAGMENT = "HX-Request";

  /** Attribute of a routing context: the name that a form claimed, where the login failed. */
  String CLAIMED = "lockstep.claimed";

  /** Their media type. */
  String MEDIA_TYPE = "text/html;charset=UTF-8";

  /** Whether people are at the other end of this path. */
  boolean cover(String path);

  /**
   * The page in place of the problem.
   *
   * @param query of the request; empty where there is none
   * @param fragment whether a page that is shown already asks
   */
  Page page(RequestRefusedException refusal, String path, String query, boolean fragment);

  /**
   * A page.
   *
   * @param location where to go instead, with status 303
   */
  record Page(int status, Optional<String> location, String html) {}
}
