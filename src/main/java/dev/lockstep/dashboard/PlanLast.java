package dev.lockstep.dashboard;

/**
 * The last play of a plan since the gateway's start.
 *
 * @param path of the page that shows how it goes; empty where there was none
 * @param text who did what, and why
 */
record PlanLast(String id, String path, String text, Badge badge, TimeText at) {
  static final PlanLast NONE = new PlanLast("", "", "", Badge.quiet(""), TimeText.NONE);

  public boolean there() {
    return !path.isEmpty();
  }
}
