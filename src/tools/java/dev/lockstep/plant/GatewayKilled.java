package dev.lockstep.plant;

/**
 * (c) A gateway dies between its vote and the decision. It is killed when its vote has left it and
 * the coordinator has not heard it yet: the earliest moment at which it is bound.
 */
final class GatewayKilled implements DemoScene {
  private static final String SCENE = "demo-c";

  @Override
  public String title() {
    return "(c) Line A's gateway is killed (SIGKILL) right after its vote";
  }

  @Override
  public void play(Site site, Narrator tell) {
    String id = site.id(SCENE);
    var changeover = new Changeover(21, 400, 0.875, 30, 210);
    GatewayProcess gateway = site.lineA().gateway();
    Plant.Shown before = site.plant().shown();
    tell.show("before", before);
    site.lineA().wire().onVote(gateway::kill);

    site.begin(id, changeover);
    site.awaitCoordination(id, "the decision COMMIT", PlantCoordination::decidedToCommit);
    DemoScene.check(!gateway.running(), "line A's gateway lives: its vote never passed the wire");
    tell.say("decided COMMIT; line A's gateway is dead and has not heard it");
    site.awaitPlant("the oven to move", each -> each.oven().equals(changeover.ovenAfter(before)));
    tell.show("between", site.plant().shown());
    DemoScene.checkPlant(
        site, new Plant.Shown(before.press(), before.conveyor(), changeover.ovenAfter(before)));

    gateway.start().awaitReady();
    tell.say("line A's gateway starts again, reads its journal and finds its vote");
    site.awaitCoordination(id, "both lines to confirm", each -> each.confirmed("COMMITTED"));

    tell.show("after", site.plant().shown());
    DemoScene.checkPlant(site, changeover.doneOnceAfter(before));
  }
}
