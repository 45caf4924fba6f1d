package dev.lockstep.plant;

/**
 * (b) Both coordinators die between the votes and the decision: when both gateways have voted, and
 * neither coordinator can have heard both. Nobody is left to decide but the gateways themselves.
 */
final class CoordinatorsKilled implements DemoScene {
  private static final String SCENE = "demo-b";

  @Override
  public String title() {
    return "(b) Both coordinators are killed (SIGKILL) between the votes and the decision";
  }

  @Override
  public void play(Site site, Narrator tell) {
    String id = site.id(SCENE);
    var changeover = new Changeover(21, 400, 0.875, 30, 210);
    CoordinatorReplicas replicas = CoordinatorReplicas.of(site);
    Plant.Shown before = site.plant().shown();
    tell.show("before", before);
    site.onBothVotes(replicas::kill);

    site.begin(id, changeover);
    DemoPatience.until("both coordinators to die", replicas::alive, alive -> !alive);
    tell.say("both gateways have voted; both coordinators are dead, and nothing is decided");
    site.awaitPlant("all machines to move", changeover.doneOnceAfter(before)::equals);
    tell.say("the gateways publish their votes on the ensemble, find both there,");
    tell.say("and the first to write COMMIT has decided: no coordinator lives");
    tell.show("after", site.plant().shown());

    replicas.start();
    tell.say("the coordinators start again and find the decision of the gateways");
    PlantCoordination ended =
        site.awaitCoordination(id, "both lines to confirm", each -> each.confirmed("COMMITTED"));
    DemoScene.check(ended.decidedToCommit(), "the decision is " + ended.decision());
    DemoScene.checkPlant(site, changeover.doneOnceAfter(before));
  }
}
