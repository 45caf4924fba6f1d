package dev.lockstep.plant;

/**
 * (d) The coordinator dies between its decision and telling anybody. The network breaks as the
 * votes pass, and both gateways are held (SIGSTOP) until the coordinator is dead, so that neither a
 * delivery nor a question of theirs can slip through in between.
 */
final class CoordinatorKilled implements DemoScene {
  private static final String SCENE = "demo-d";

  @Override
  public String title() {
    return "(d) The coordinator is killed after its decision";
  }

  @Override
  public void play(Site site, Narrator tell) {
    String id = site.id(SCENE);
    var changeover = new Changeover(33, 1500, 2.0, 8, 120);
    Plant.Shown before = site.plant().shown();
    tell.show("before", before);
    hold(site.lineA());
    hold(site.lineB());

    site.coordinator().beginAndDieDecided(id, changeover, site.lines());
    site.lineA().gateway().resume();
    site.lineB().gateway().resume();
    tell.say("decided COMMIT, written down, told to nobody: the coordinator is dead");
    site.awaitPrepared(site.lineA(), id);
    site.awaitPrepared(site.lineB(), id);
    tell.say("both gateways stand in doubt and keep their word: PREPARED, nothing moves");
    DemoScene.checkPlant(site, before);

    site.lineA().wire().mend();
    site.lineB().wire().mend();
    site.coordinator().start();
    tell.say("the coordinator starts again and finds its decision");
    site.awaitCoordination(id, "both lines to confirm", each -> each.confirmed("COMMITTED"));

    tell.show("after", site.plant().shown());
    DemoScene.checkPlant(site, changeover.doneOnceAfter(before));
  }

  private static void hold(ProductionLine line) {
    line.wire()
        .onVote(
            () -> {
              line.wire().cut();
              line.gateway().pause();
            });
  }
}
