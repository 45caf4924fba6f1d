package dev.lockstep.plant;

/**
 * (d) The network between line A's gateway and both coordinators breaks right after its vote; the
 * ensemble is on another one.
 */
final class GatewayCutOff implements DemoScene {
  private static final String SCENE = "demo-d";

  @Override
  public String title() {
    return "(d) Line A's gateway is cut off from both coordinators, not from the ensemble";
  }

  @Override
  public void play(Site site, Narrator tell) {
    String id = site.id(SCENE);
    var changeover = new Changeover(34, 900, 1.25, 15, 190);
    Wire wire = site.lineA().wire();
    Plant.Shown before = site.plant().shown();
    tell.show("before", before);
    wire.onVote(wire::cut);

    site.begin(id, changeover);
    site.awaitCoordination(id, "the decision COMMIT", PlantCoordination::decidedToCommit);
    tell.say("decided COMMIT; no coordinator reaches line A's gateway to say so");
    site.awaitPlant("all machines to move", changeover.doneOnceAfter(before)::equals);
    tell.say("it has read the decision on the ensemble itself");
    tell.show("after", site.plant().shown());

    wire.mend();
    tell.say("the network is mended: the coordinators hear from line A what it has done");
    site.awaitCoordination(id, "both lines to confirm", each -> each.confirmed("COMMITTED"));
    DemoScene.checkPlant(site, changeover.doneOnceAfter(before));
  }
}
