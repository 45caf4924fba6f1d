package dev.lockstep.plant;

import dev.lockstep.zookeeper.ZooKeeperProcess;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * (e) Two of three servers die when both gateways have voted, so that nothing can be decided. The
 * coordinator has heard both votes and the gateways stand in doubt; all of them wait.
 */
final class MajorityGone implements DemoScene {
  private static final String SCENE = "demo-e";
  private static final String TOO_LATE = "demo-e-2";
  private static final int WATCHED_SECONDS = 3;

  @Override
  public String title() {
    return "(e) Two of three servers are gone: all wait, none guesses";
  }

  @Override
  public void play(Site site, Narrator tell) {
    String id = site.id(SCENE);
    var changeover = new Changeover(7, 850, 1.5, 12, 180);
    CoordinatorReplicas replicas = CoordinatorReplicas.of(site);
    ZooKeeperProcess leader = replicas.ensemble().awaitLeader();
    ZooKeeperProcess follower = replicas.ensemble().awaitFollower();
    Plant.Shown before = site.plant().shown();
    tell.show("before", before);
    site.onBothVotes(
        () -> {
          leader.kill();
          follower.kill();
        });

    site.begin(id, changeover);
    DemoPatience.until("both servers to die", follower::running, alive -> !alive);
    tell.say("%s and %s are dead; both gateways have voted".formatted(leader, follower));
    tell.say("line A: " + site.awaitSilence(site.lineA(), id));
    tell.say("line B: " + site.awaitSilence(site.lineB(), id));
    Rest.Reply refused =
        DemoPatience.until(
            "a coordinator to refuse what it cannot decide",
            () -> replicas.refused(TOO_LATE, changeover, site.lines()),
            reply -> reply.status() >= 400);
    tell.say(
        "a coordinator, asked for another: %d %s"
            .formatted(refused.status(), refused.body().path("detail").asText("")));
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(WATCHED_SECONDS));
    site.awaitPrepared(site.lineA(), id);
    site.awaitPrepared(site.lineB(), id);
    tell.show("between", site.plant().shown());
    DemoScene.checkPlant(site, before);

    replicas.ensemble().start();
    tell.say("both servers are back");
    PlantCoordination ended =
        site.awaitCoordination(
            id,
            "both lines to confirm one outcome",
            each -> each.confirmed("COMMITTED") || each.confirmed("ROLLED_BACK"));
    tell.say("decided " + ended.decision() + ", confirmed by both");
    tell.show("after", site.plant().shown());
    // Which of them it is depends on who writes first; one for all it is in any case.
    boolean committed = ended.confirmed("COMMITTED");
    DemoScene.check(committed == ended.decidedToCommit(), "decided %s".formatted(ended.decision()));
    DemoScene.checkPlant(site, committed ? changeover.doneOnceAfter(before) : before);
  }
}
