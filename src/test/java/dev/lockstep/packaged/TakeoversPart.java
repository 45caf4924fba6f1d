package dev.lockstep.packaged;

import dev.lockstep.chaos.ChaosPart;
import dev.lockstep.chaos.ChaosTally;
import dev.lockstep.standby.LineRules;
import dev.lockstep.zookeeper.ServerNetwork;
import dev.lockstep.zookeeper.ZooKeeperEnsemble;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Takeovers between the two PCs of a line: in order, with the active one killed, or stopped and
 * woken again, or with any of its networks cut, before or within a commit. First each PC grants the
 * other's lease, then an ensemble keeps it. What was acknowledged is kept, and each machine moves
 * once.
 */
public final class TakeoversPart implements ChaosPart {
  private static final int TAKEOVERS = 100;

  @Override
  public String name() {
    return "takeovers";
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public ChaosTally play(Occasion occasion) {
    boolean hosts = ServerNetwork.possible();
    if (!hosts) {
      occasion.say().accept("skipped: networks are not cut: no network namespaces here");
    }
    List<LineRules.Keeper> keepers = new ArrayList<>(List.of(LineRules.Keeper.PEER));
    if (ZooKeeperEnsemble.possible()) {
      keepers.add(LineRules.Keeper.ZOOKEEPER);
    } else {
      occasion.say().accept("skipped: leases of an ensemble: no ZooKeeper here");
    }
    long begun = System.nanoTime();
    ChaosTally all = ChaosTally.NOTHING;
    int done = 0;
    for (int each = 0; each < keepers.size(); each++) {
      LinePlan plan = LinePlan.of("takeovers").leasedBy(keepers.get(each)).onHosts(hosts);
      try (StandbyPlant line = StandbyPlant.start(plan)) {
        Takeovers takeovers = new Takeovers(line, new SplittableRandom(occasion.seed()).split());
        int target = TAKEOVERS * (each + 1) / keepers.size() - done;
        long until =
            begun + occasion.time().multipliedBy(each + 1L).dividedBy(keepers.size()).toNanos();
        takeovers.play(target, until, occasion.say());
        done += takeovers.done();
        occasion.say().accept(takeovers.summary());
        all = all.plus(ChaosTally.kills(takeovers.kills(), takeovers.violations()));
      }
    }
    occasion.say().accept("%d takeovers, %d violations".formatted(done, all.violations().size()));
    return all;
  }
}
