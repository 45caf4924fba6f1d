package dev.lockstep.packaged;

import dev.lockstep.plant.GatewayProcess;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** What happens to the active PC of a line, or to a network between it and another. */
enum LineFault {
  NONE,
  KILLED,
  STOPPED,
  /** Both PCs are alive, and neither reaches the other. */
  PCS_CUT,
  /** The standby hears nothing of the active one, which hears it. */
  ACTIVE_UNHEARD,
  /** The active one hears nothing of its standby, which hears it. */
  STANDBY_UNHEARD,
  /** Of what one of them says to the other, every third packet is lost. */
  LOSSY,
  /** What it sends to the machines stays in its kernel. */
  COMMANDS_CUT,
  /** The machines hear it, and it does not hear them. */
  ANSWERS_CUT,
  /** From the ensemble alone. */
  SERVERS_CUT,
  /** From the other PC, the machines and the ensemble. */
  ISOLATED;

  private static final int LOST_PERCENT = 33;

  /** Those that can be provoked on this line. */
  static List<LineFault> possible(StandbyPlant line) {
    boolean hosts = line.hosts().isPresent();
    boolean losing = line.hosts().filter(LineHosts::canLose).isPresent();
    return Stream.of(values())
        .filter(each -> hosts || !each.cuts())
        .filter(each -> losing || each != LOSSY)
        .filter(each -> line.kind().byItself() || each != SERVERS_CUT)
        .toList();
  }

  boolean cuts() {
    return switch (this) {
      case NONE, KILLED, STOPPED -> false;
      case PCS_CUT,
          ACTIVE_UNHEARD,
          STANDBY_UNHEARD,
          LOSSY,
          COMMANDS_CUT,
          ANSWERS_CUT,
          SERVERS_CUT,
          ISOLATED ->
          true;
    };
  }

  /** Whether the active one loses its lease by it where the ensemble keeps that. */
  boolean endsTheLease() {
    return this == KILLED || this == STOPPED || this == SERVERS_CUT || this == ISOLATED;
  }

  /** Whether the active one leaves its standby behind where the ensemble keeps the lease. */
  boolean partsThem() {
    return this == PCS_CUT || this == ACTIVE_UNHEARD || this == STANDBY_UNHEARD;
  }

  void strike(StandbyPlant line, GatewayProcess active, SplittableRandom random) {
    int pc = line.number(active);
    int other = 3 - pc;
    switch (this) {
      case NONE -> {}
      case KILLED -> active.kill();
      case STOPPED -> active.pause();
      case PCS_CUT -> hosts(line).cutPcs();
      case ACTIVE_UNHEARD -> hosts(line).cutWordsOf(pc);
      case STANDBY_UNHEARD -> hosts(line).cutWordsOf(other);
      case LOSSY -> hosts(line).loseWordsOf(random.nextBoolean() ? pc : other, LOST_PERCENT);
      case COMMANDS_CUT -> hosts(line).cutCommands(pc);
      case ANSWERS_CUT -> hosts(line).cutAnswers(pc);
      case SERVERS_CUT -> hosts(line).cutServers(pc);
      case ISOLATED -> hosts(line).isolate(pc);
    }
  }

  private static LineHosts hosts(StandbyPlant line) {
    return line.hosts().orElseThrow();
  }
}
