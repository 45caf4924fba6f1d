package dev.lockstep.dashboard;

import java.util.Locale;

/** What can change on a page by itself. */
enum LiveTopic {
  TRANSACTIONS,
  DEVICES,
  TRUST,
  COORDINATIONS,
  PLANS,
  JOURNAL,
  OUTBOX,
  AUDIT,
  HEALTH,
  SEVERAL,
  BROWSE;

  /** As the script of the pages spells it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
