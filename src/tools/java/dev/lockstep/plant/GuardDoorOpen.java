package dev.lockstep.plant;

/** (b) One machine is not safe to move, so none moves. */
final class GuardDoorOpen implements DemoScene {
  private static final String SCENE = "demo-b";

  @Override
  public String title() {
    return "(b) The press's guard door is open: nothing moves anywhere";
  }

  @Override
  public void play(Site site, Narrator tell) {
    String id = site.id(SCENE);
    site.plant().press().openGuard();
    Plant.Shown before = site.plant().shown();
    tell.show("before", before);

    site.begin(id, new Changeover(8, 1200, 0.75, 20, 240));
    PlantCoordination ended =
        site.awaitCoordination(
            id,
            "both lines to confirm the rollback",
            each -> each.decidedToCommit() || (each.decided() && each.confirmed("ROLLED_BACK")));

    tell.say("decided " + ended.decision() + ", because:");
    ended.reasons().forEach(tell::say);
    tell.show("after", site.plant().shown());
    DemoScene.check(ended.decidedToAbort(), "the decision is " + ended.decision());
    DemoScene.check(
        ended.reasons().stream().anyMatch(each -> each.contains("GuardClosed")),
        "no reason names GuardClosed: " + ended.reasons());
    DemoScene.checkPlant(site, before);
    site.plant().press().closeGuard();
  }
}
