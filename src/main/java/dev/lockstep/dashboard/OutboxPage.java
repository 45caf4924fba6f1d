package dev.lockstep.dashboard;

import java.util.List;

/** The outbox as a page shows it. */
record OutboxPage(boolean enabled, List<Channel> channels) {
  /** One channel. */
  record Channel(
      String name,
      String target,
      Badge badge,
      String trouble,
      long waiting,
      long told,
      long failures,
      long dropped,
      String lastError,
      List<Source> sources) {}

  /** Where its events come from. */
  record Source(String name, long cursor, long last, long waiting, long dropped, String oldest) {}

  OutboxPage {
    channels = List.copyOf(channels);
  }
}
