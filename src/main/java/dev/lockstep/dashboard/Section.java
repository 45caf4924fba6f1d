package dev.lockstep.dashboard;

/** Views of the page, in the order of its navigation. */
enum Section {
  LINE("/dashboard", "Line"),
  TRANSACTIONS("/dashboard/transactions", "Transactions"),
  DEVICES("/dashboard/devices", "Devices"),
  TRUST("/dashboard/trust", "Trust"),
  COORDINATIONS("/dashboard/coordinations", "Coordinations"),
  PLANS("/dashboard/plans", "Plans"),
  JOURNAL("/dashboard/journal", "Journal"),
  OUTBOX("/dashboard/outbox", "Outbox"),
  AUDIT("/dashboard/audit", "Audit"),
  HEALTH("/dashboard/health", "Health");

  private final String path;
  private final String title;

  Section(String path, String title) {
    this.path = path;
    this.title = title;
  }

  String path() {
    return path;
  }

  String title() {
    return title;
  }
}
