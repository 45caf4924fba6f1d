package dev.lockstep.chaos;

import dev.lockstep.faults.FaultsPart;
import dev.lockstep.journal.ImagesPart;
import dev.lockstep.model.SchedulesPart;
import dev.lockstep.packaged.EnsemblePart;
import dev.lockstep.packaged.KillsPart;
import dev.lockstep.packaged.LossesPart;
import dev.lockstep.packaged.TakeoversPart;
import dev.lockstep.packaged.WildFlyPart;
import dev.lockstep.participant.SeedsPart;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The command line of {@code make chaos}. */
final class Chaos {
  private static final List<ChaosPart> PARTS =
      List.of(
          new KillsPart(),
          new EnsemblePart(),
          new TakeoversPart(),
          new LossesPart(),
          new ImagesPart(),
          new FaultsPart(),
          new SeedsPart(),
          new SchedulesPart(),
          new WildFlyPart(),
          new MutantsPart(
              Path.of("target/pitest"),
              Path.of("target/mutants"),
              Path.of("src/test/resources/equivalent-mutants.txt")));

  private Chaos() {}

  public static void main(String... arguments) throws Exception {
    List<String> names = PARTS.stream().map(ChaosPart::name).toList();
    ChaosOptions options;
    try {
      options = ChaosOptions.of(new SecureRandom().nextInt(Integer.MAX_VALUE), names, arguments);
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.err.println(ChaosOptions.USAGE.formatted(String.join(", ", names)));
      System.exit(2);
      return;
    }
    // What is logged while everything is broken on purpose is no news.
    Logger.getLogger("").setLevel(Level.OFF);
    ChaosTally tally = play(options);
    tally.violations().forEach(System.out::println);
    System.out.println(tally.line());
    System.exit(tally.violations().isEmpty() ? 0 : 1);
  }

  private static ChaosTally play(ChaosOptions options) throws Exception {
    System.out.printf("chaos: seed %d, %d minutes%n", options.seed(), options.minutes());
    List<ChaosPart> asked =
        PARTS.stream()
            .filter(part -> options.only().isEmpty() || options.only().contains(part.name()))
            .toList();
    ChaosTally all = ChaosTally.NOTHING;
    for (ChaosPart part : asked) {
      Duration share = options.share(part, asked);
      ChaosTally tally =
          part.play(
              new ChaosPart.Occasion(
                  options.seed(), share, line -> System.out.printf("%s: %s%n", part.name(), line)));
      System.out.printf("%s: %s%n", part.name(), tally.line());
      all = all.plus(tally);
    }
    return all;
  }
}
