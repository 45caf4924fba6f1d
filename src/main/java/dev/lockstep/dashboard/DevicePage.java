package dev.lockstep.dashboard;

import java.util.List;

/** One device as a page shows it. */
record DevicePage(
    String name,
    String profile,
    String description,
    String protocols,
    Badge badge,
    String detail,
    TimeText since,
    Board.Hold hold,
    List<Fact> server,
    List<Command> commands,
    boolean readable) {
  /** A command of its profile. */
  record Command(
      String name, String access, String arguments, String requires, String verify, String rules) {}

  DevicePage {
    server = List.copyOf(server);
    commands = List.copyOf(commands);
  }
}
