package dev.lockstep.journal;

import java.util.List;

/**
 * What is missing in a journal or a decision log and was not acknowledged yet: what is not found
 * there may stand in it.
 */
final class Gap {
  private Gap() {}

  /** Why nothing is answered about it, and what has to be done first. */
  static String sentence(String kind, String id, List<String> gaps) {
    return "%s %s is not found, and may stand in what is missing or cannot be read: %s"
        .formatted(kind, id, String.join("; ", gaps));
  }
}
