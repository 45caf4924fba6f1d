package dev.lockstep.packaged;

import dev.lockstep.chaos.ChaosPart;
import dev.lockstep.chaos.ChaosTally;
import dev.lockstep.standby.LineRules;
import dev.lockstep.zookeeper.HostNetwork;
import dev.lockstep.zookeeper.ServerNetwork;
import dev.lockstep.zookeeper.ZooKeeperEnsemble;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Takeovers between the two PCs of a line: in order, with the active one killed, or stopped and
 * woken again, or with any of its networks cut, before or within a commit. On two lines each PC
 * grants the other's lease, on a third at the same time an ensemble keeps it. What was acknowledged
 * is kept, and each machine moves once.
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
  public ChaosTally play(Occasion occasion) throws Exception {
    boolean hosts = ServerNetwork.possible();
    if (!hosts) {
      occasion.say().accept("skipped: networks are not cut: no network namespaces here");
    }
    List<LineRules.Keeper> keepers =
        new ArrayList<>(List.of(LineRules.Keeper.PEER, LineRules.Keeper.PEER));
    if (ZooKeeperEnsemble.possible()) {
      keepers.add(LineRules.Keeper.ZOOKEEPER);
    } else {
      occasion.say().accept("skipped: leases of an ensemble: no ZooKeeper here");
    }
    AtomicInteger begun = new AtomicInteger();
    long until = System.nanoTime() + occasion.time().toNanos();
    BooleanSupplier more =
        () -> System.nanoTime() - until < 0 && begun.getAndIncrement() < TAKEOVERS;
    List<Takeovers> played = Collections.synchronizedList(new ArrayList<>());
    SplittableRandom random = new SplittableRandom(occasion.seed());
    try (HostNetwork _ = HostNetwork.changing();
        ExecutorService lines = Executors.newFixedThreadPool(keepers.size())) {
      // All at a time: most of a takeover is waiting.
      List<Future<?>> ends = new ArrayList<>();
      for (LineRules.Keeper keeper : keepers) {
        LinePlan plan = LinePlan.of("line-" + (ends.size() + 1)).leasedBy(keeper).onHosts(hosts);
        SplittableRandom drawn = random.split();
        ends.add(lines.submit(() -> played.add(play(plan, drawn, more, occasion.say()))));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    }
    played.forEach(each -> occasion.say().accept(each.summary()));
    return tally(played, occasion);
  }

  private static Takeovers play(
      LinePlan plan, SplittableRandom random, BooleanSupplier more, Consumer<String> say) {
    try (StandbyPlant line = StandbyPlant.start(plan)) {
      Takeovers takeovers = new Takeovers(line, random);
      takeovers.play(more, say);
      return takeovers;
    }
  }

  private static ChaosTally tally(List<Takeovers> played, Occasion occasion) {
    ChaosTally all =
        played.stream()
            .map(each -> ChaosTally.kills(each.kills(), each.violations()))
            .reduce(ChaosTally.NOTHING, ChaosTally::plus);
    occasion
        .say()
        .accept(
            "%d takeovers, %d violations"
                .formatted(
                    played.stream().mapToInt(Takeovers::done).sum(), all.violations().size()));
    return all;
  }
}
