package dev.lockstep.plant;

/**
 * (e) The press takes the commit and its answer never comes. For the gateway that is the same as a
 * write that got lost, so it may say neither "done" nor "failed".
 */
final class PressSilent implements DemoScene {
  private static final String SCENE = "demo-e";

  @Override
  public String title() {
    return "(e) The press stops answering in the middle of the commit";
  }

  @Override
  public void play(Site site, Narrator tell) {
    String id = site.id(SCENE);
    var changeover = new Changeover(42, 640, 1.25, 16, 150);
    Plant.Shown before = site.plant().shown();
    tell.show("before", before);
    site.plant().press().fallSilentAtCommit();

    site.begin(id, changeover);
    site.awaitUnknown(site.lineA(), id, "press");
    tell.say("the press fell silent while it was told; line A's gateway says UNKNOWN, not done,");
    tell.say("not failed (the press's own memory, which nobody can read now, says:)");
    tell.show("between", site.plant().shown());
    DemoScene.check(
        site.plant().shown().press().equals(changeover.pressAfter(before)),
        "the press did not take the commit that it was silent about");

    site.plant().press().answer();
    tell.say("the press answers again: the gateway shuts the old way in, and reads back");
    site.awaitCoordination(id, "both lines to confirm", each -> each.confirmed("COMMITTED"));

    tell.show("after", site.plant().shown());
    DemoScene.checkPlant(site, changeover.doneOnceAfter(before));
  }
}
