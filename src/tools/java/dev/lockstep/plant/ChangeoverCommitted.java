package dev.lockstep.plant;

/** (a) Three machines on two lines change over together. */
final class ChangeoverCommitted implements DemoScene {
  private static final String SCENE = "demo-a";

  @Override
  public String title() {
    return "(a) Changeover: two lines, three machines, one decision";
  }

  @Override
  public void play(Site site, Narrator tell) {
    String id = site.id(SCENE);
    var changeover = new Changeover(7, 850, 1.5, 12, 180);
    Plant.Shown before = site.plant().shown();
    tell.show("before", before);

    site.begin(id, changeover);
    PlantCoordination ended =
        site.awaitCoordination(
            id, "both lines to confirm", each -> each.decided() && each.confirmed("COMMITTED"));

    ended.participants().forEach(each -> tell.say("voted " + each.vote() + ": " + each.gateway()));
    tell.say("decided " + ended.decision() + ", confirmed by both");
    tell.show("after", site.plant().shown());
    DemoScene.check(ended.decidedToCommit(), "the decision is " + ended.decision());
    DemoScene.checkPlant(site, changeover.doneOnceAfter(before));
  }
}
