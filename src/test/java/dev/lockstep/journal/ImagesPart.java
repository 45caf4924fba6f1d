package dev.lockstep.journal;

import dev.lockstep.chaos.ChaosPart;
import dev.lockstep.chaos.ChaosTally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Power cuts without end, each followed by a start, and now and then by a cut in that start. */
public final class ImagesPart implements ChaosPart {
  private static final int ROUNDS = 120;
  private static final int CUTS = 500;
  private static final int CUTS_IN_RECOVERY = 100;

  @Override
  public String name() {
    return "images";
  }

  @Override
  public ChaosTally play(Occasion occasion) throws IOException, InterruptedException {
    if (!Strace.works()) {
      occasion.say().accept("left out: strace is not installed, or may not trace here");
      return ChaosTally.NOTHING;
    }
    List<String> violations = new ArrayList<>();
    long begun = System.nanoTime();
    int images = 0;
    Path own = Files.createTempDirectory("lockstep-cuts");
    Path room = PowerCuts.room(own);
    try {
      for (long seed = occasion.seed();
          System.nanoTime() - begun < occasion.time().toNanos();
          seed++) {
        PowerCuts cuts = new PowerCuts(seed, room);
        List<SystemCall> calls = work(own, seed);
        if (CopiedLog.in(calls).beside() == 0) {
          violations.add("seed %d: the log was never copied beside appends".formatted(seed));
        }
        PowerCuts.Remains remains = cuts.cut(PowerCuts.Scene.ofNothing(calls), CUTS);
        cuts.cutInRecovery(remains, CUTS_IN_RECOVERY);
        images += cuts.images();
        for (String violation : cuts.violations()) {
          violations.add("-Dtest=PowerCutTest -Dpower-cut.seed=%d: %s".formatted(seed, violation));
        }
        occasion.say().accept("%d images opened".formatted(images));
      }
    } finally {
      PowerCuts.remove(own);
      if (!room.equals(own)) {
        PowerCuts.remove(room);
      }
    }
    return ChaosTally.images(images, violations);
  }

  private static List<SystemCall> work(Path own, long seed)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory(own, "work");
    List<SystemCall> calls =
        Strace.record(
            seed % 2 == 0
                ? Strace.Work.closing(directory, seed, ROUNDS)
                : Strace.Work.halting(directory, seed, ROUNDS));
    PowerCuts.remove(directory);
    return calls;
  }
}
