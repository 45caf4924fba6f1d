package dev.lockstep.plant;

import java.util.List;

/** One story of the demo. It fails by throwing, with a message that says what was wrong. */
interface DemoScene {
  /** What a coordinator has a part in; in the order in which they are played. */
  List<DemoScene> COORDINATED =
      List.of(
          new ChangeoverCommitted(),
          new GuardDoorOpen(),
          new GatewayKilled(),
          new CoordinatorKilled());

  /** What is between a gateway and its machine alone, whoever coordinates; played after those. */
  DemoScene OF_GATEWAY_AND_MACHINE = new PressSilent();

  /** For which other coordinators' protocols have no word; played last. */
  DemoScene AT_AN_INSTANT = new TogetherInTime();

  /** What several coordinators on an ensemble of ZooKeeper servers have a part in. */
  List<DemoScene> ON_AN_ENSEMBLE =
      List.of(
          new ChangeoverCommitted(),
          new CoordinatorsKilled(),
          new LeaderKilled(),
          new GatewayCutOff(),
          new MajorityGone());

  String title();

  void play(Site site, Narrator tell);

  /**
   * Sees to it that it holds.
   *
   * @throws SceneFailed saying so otherwise
   */
  static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new SceneFailed(otherwise);
    }
  }

  /**
   * Sees to it that the machines show just this, now.
   *
   * @throws SceneFailed with both otherwise
   */
  static void checkPlant(Site site, Plant.Shown wanted) {
    Plant.Shown shown = site.plant().shown();
    check(
        shown.equals(wanted),
        "the machines show\n%s\nand should show\n%s"
            .formatted(String.join("\n", shown.lines()), String.join("\n", wanted.lines())));
  }

  /** A machine or a process did not show what it must. */
  final class SceneFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SceneFailed(String message) {
      super(message);
    }
  }
}
