package dev.lockstep.packaged;

import dev.lockstep.chaos.ChaosTally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.random.RandomGenerator;
import java.util.random.RandomGenerator.SplittableGenerator;

/**
 * Under a load on every machine, at any moment, also while it still recovers from the last death.
 * After a few deaths it is let live until all that was asked has ended.
 */
final class KillsAtRandom implements Killing {
  private static final List<List<String>> LANES =
      List.of(
          List.of("press", "conveyor"),
          List.of("oven", "stamp"),
          List.of("memory-1"),
          List.of("memory-2"));
  private static final List<Tale.Course> COURSES =
      List.of(Tale.Course.COMMIT, Tale.Course.ROLLBACK, Tale.Course.EXECUTE);
  private static final int KILLS_PER_ROUND = 4;
  private static final int LIFE_MAX_MILLIS = 1500;
  private static final int REST_MAX_MILLIS = 40;
  private static final int START_MAX_MILLIS = 4000;
  private static final double DIES_STARTING = 0.2;
  private static final double ALONE = 0.5;

  private final SplittableGenerator random;
  private final Queue<Tale> over = new ConcurrentLinkedQueue<>();
  private final AtomicInteger ids = new AtomicInteger();

  /** Held for reading by whoever plays a transaction; fair, so that a round comes to its end. */
  private final ReentrantReadWriteLock playing = new ReentrantReadWriteLock(true);

  private volatile boolean stop;

  KillsAtRandom(SplittableGenerator random) {
    this.random = random;
  }

  @Override
  public String name() {
    return "random";
  }

  @Override
  public ChaosTally play(Enough enough) throws Exception {
    try (PackagedGateway line = PackagedGateway.start(name(), Optional.empty());
        ExecutorService coordinators = Executors.newVirtualThreadPerTaskExecutor()) {
      PackageFindings findings = new PackageFindings(line);
      int kills = 0;
      try {
        PackagedWishes wishes = new PackagedWishes(line);
        for (List<String> lane : LANES) {
          SplittableGenerator own = random.split();
          coordinators.execute(() -> drive(new Lane(line, wishes, lane, own)));
        }
        while (!enough.reached(kills)) {
          kills += round(line, findings, enough, kills);
        }
      } finally {
        stop = true;
      }
      settle(findings);
      findings.checkAllAgain();
      return ChaosTally.kills(kills, findings.violations());
    }
  }

  private record Lane(
      PackagedGateway line, PackagedWishes wishes, List<String> devices, RandomGenerator random) {}

  private int round(PackagedGateway line, PackageFindings findings, Enough enough, int before)
      throws Exception {
    List<String> told = new ArrayList<>();
    while (told.size() < KILLS_PER_ROUND && !enough.reached(before + told.size())) {
      int life = random.nextInt(LIFE_MAX_MILLIS);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(life));
      line.gateway().kill();
      if (random.nextDouble() < DIES_STARTING) {
        told.add(dieStarting(line));
      }
      told.add("after %d ms, restarted %s".formatted(life, line.comeBack(random)));
    }
    int checked = settle(findings);
    enough
        .say()
        .accept(
            "%d kills under load (%s): %d transactions checked"
                .formatted(told.size(), String.join("; ", told), checked));
    return told.size();
  }

  /** It has read its journal, or not, has begun to ask, or not. */
  private String dieStarting(PackagedGateway line) {
    int life = random.nextInt(START_MAX_MILLIS);
    line.gateway().start();
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(life));
    line.gateway().kill();
    return "%d ms into a start".formatted(life);
  }

  /** Waits until whatever was asked has ended, and checks it. */
  private int settle(PackageFindings findings) throws InterruptedException {
    Duration most = PackagedGateway.PATIENCE.multipliedBy(2);
    if (!playing.writeLock().tryLock(most.toSeconds(), TimeUnit.SECONDS)) {
      findings.add("a coordinator hangs");
      return 0;
    }
    try {
      int checked = 0;
      for (Tale tale = over.poll(); tale != null; tale = over.poll()) {
        findings.check(tale);
        checked++;
      }
      return checked;
    } finally {
      playing.writeLock().unlock();
    }
  }

  private void drive(Lane lane) {
    while (!stop) {
      playing.readLock().lock();
      try {
        Tale tale = draw(lane);
        new Playing(lane.line(), tale, lane.random()).play();
        over.add(tale);
      } finally {
        playing.readLock().unlock();
      }
      int rest = lane.random().nextInt(REST_MAX_MILLIS);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(rest));
    }
  }

  private Tale draw(Lane lane) {
    RandomGenerator own = lane.random();
    String id = "r-" + ids.incrementAndGet();
    List<String> devices = lane.devices();
    if (devices.size() > 1 && own.nextDouble() < ALONE) {
      devices = List.of(devices.get(own.nextInt(devices.size())));
    }
    Tale.Course course = COURSES.get(own.nextInt(COURSES.size()));
    var occurrence = new PackagedWishes.Occurrence(id, own);
    return new Tale(id, course, lane.wishes().of(devices, own.nextBoolean(), occurrence));
  }
}
