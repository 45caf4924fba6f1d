package dev.lockstep.model;

/** What is broken on purpose in a line of two PCs, and which promise that breaks. */
enum LineSabotage {
  NONE("", "");

  final String plot;
  final String breaks;

  LineSabotage(String plot, String breaks) {
    this.plot = plot;
    this.breaks = breaks;
  }
}
