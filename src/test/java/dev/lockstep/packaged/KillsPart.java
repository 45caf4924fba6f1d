package dev.lockstep.packaged;

import dev.lockstep.chaos.ChaosPart;
import dev.lockstep.chaos.ChaosTally;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * {@code kill -9} of the packaged gateway: at random under load, at exact points of a transaction's
 * life, and for longer than its decisions stay fresh. What is drawn follows from the seed; what a
 * random kill hits is up to the machine. {@code -Dlockstep.kills.only=points} plays one way alone.
 */
public final class KillsPart implements ChaosPart {
  /** More kills each than this are the long form. */
  private static final int SHORT = 10;

  private final int mostEach;

  /** Until the time is over. */
  public KillsPart() {
    this(Integer.MAX_VALUE);
  }

  /**
   * Ends early.
   *
   * @param mostEach kills in each way of killing
   */
  KillsPart(int mostEach) {
    this.mostEach = mostEach;
  }

  @Override
  public String name() {
    return "kills";
  }

  @Override
  public int weight() {
    return 4;
  }

  @Override
  public ChaosTally play(Occasion occasion) throws Exception {
    SplittableRandom random = new SplittableRandom(occasion.seed());
    List<Killing> killings = new ArrayList<>();
    killings.add(new KillsAtRandom(random.split()));
    killings.add(new KillsAtPoints(random.split()));
    killings.add(new KillsUntilStale(random.split()));
    if (mostEach > SHORT) {
      killings.add(new KillsOfBoth(random.split()));
      killings.add(new KillsUnderNarayana(random.split()));
    }
    String only = System.getProperty("lockstep.kills.only", "");
    killings.removeIf(killing -> !only.isEmpty() && !killing.name().equals(only));
    long until = System.nanoTime() + occasion.time().toNanos();
    // Side by side: a gateway that waits for a fence, or for its decisions to become stale, leaves
    // the processor to the others.
    try (ExecutorService lines = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<ChaosTally>> all = new ArrayList<>();
      for (Killing killing : killings) {
        var enough =
            new Killing.Enough(
                until, mostEach, line -> occasion.say().accept(killing.name() + ": " + line));
        all.add(() -> killing.play(enough));
      }
      ChaosTally tally = ChaosTally.NOTHING;
      for (Future<ChaosTally> each : lines.invokeAll(all)) {
        tally = tally.plus(tallyOf(each));
      }
      return tally;
    }
  }

  private static ChaosTally tallyOf(Future<ChaosTally> played) throws InterruptedException {
    try {
      return played.get();
    } catch (ExecutionException failed) {
      // A gateway that does not come back after a kill, for example.
      return ChaosTally.kills(0, List.of("could not go on: " + failed.getCause()));
    }
  }
}
