package dev.lockstep.plant;

import dev.lockstep.zookeeper.ZooKeeperProcess;

/**
 * (c) The server that leads the ensemble dies at the commit: when both gateways have voted and the
 * coordinator is about to write its decision.
 */
final class LeaderKilled implements DemoScene {
  private static final String SCENE = "demo-c";

  @Override
  public String title() {
    return "(c) The ensemble's leader is killed (SIGKILL) at the commit";
  }

  @Override
  public void play(Site site, Narrator tell) {
    String id = site.id(SCENE);
    var changeover = new Changeover(33, 1500, 2.0, 8, 120);
    CoordinatorReplicas replicas = CoordinatorReplicas.of(site);
    ZooKeeperProcess leader = replicas.ensemble().awaitLeader();
    Plant.Shown before = site.plant().shown();
    tell.show("before", before);
    site.onBothVotes(leader::kill);

    site.begin(id, changeover);
    DemoPatience.until("the leader to die", leader::running, alive -> !alive);
    double killed = tell.elapsed().toMillis() / 1000.0;
    tell.say("%s led, and is dead; both gateways have voted".formatted(leader));
    PlantCoordination ended =
        site.awaitCoordination(
            id,
            "both lines to confirm",
            each -> each.decidedToAbort() || each.confirmed("COMMITTED"));
    tell.say(
        "decided %s by the two that are left, %.1f s after the kill; %s leads now"
            .formatted(
                ended.decision(),
                tell.elapsed().toMillis() / 1000.0 - killed,
                replicas.ensemble().awaitLeader()));
    tell.show("after", site.plant().shown());
    DemoScene.check(ended.decidedToCommit(), "the decision is " + ended.decision());
    DemoScene.checkPlant(site, changeover.doneOnceAfter(before));

    replicas.ensemble().start();
    tell.say("%s is back and follows".formatted(leader));
  }
}
