package dev.lockstep.chaos;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Mutation testing of the core (pitest): each condition and each return value of {@code
 * dev.lockstep.transaction} is changed, and a test must notice. A mutant that survives and is not
 * listed as equivalent is a violation.
 */
final class MutantsPart implements ChaosPart {
  private static final String CORE = "dev.lockstep.transaction.*";
  private static final String TESTS = CORE + ",dev.lockstep.participant.ScenarioTest";
  private static final long MINUTES_MOST = 90;

  /** Quarkus' class loader for tests, and ArchUnit's engine: no test of the core needs them. */
  private static final Pattern SLOW =
      Pattern.compile("(quarkus-junit|archunit-junit5-engine)-\\d.*\\.jar");

  private final Path jars;
  private final Path report;
  private final Path equivalents;

  /**
   * Not begun.
   *
   * @param jars the folder of pitest's jars
   * @param report the folder that it writes its report to
   * @param equivalents the mutants that no test can tell from the original, each with the reason
   */
  MutantsPart(Path jars, Path report, Path equivalents) {
    this.jars = jars;
    this.report = report;
    this.equivalents = equivalents;
  }

  @Override
  public String name() {
    return "mutants";
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public ChaosTally play(Occasion occasion) throws Exception {
    occasion.say().accept("every condition of the core changed once; this runs to its end");
    run();
    List<Mutant> mutants;
    try (Stream<String> lines = Files.lines(report.resolve("mutations.csv"))) {
      mutants = lines.map(Mutant::of).toList();
    }
    long killed = mutants.stream().filter(Mutant::killed).count();
    List<String> violations = survivors(mutants, equivalents());
    occasion
        .say()
        .accept(
            "%d of %d mutants killed, %d equivalent, %d survived"
                .formatted(
                    killed,
                    mutants.size(),
                    mutants.size() - killed - violations.size(),
                    violations.size()));
    return ChaosTally.mutants(mutants.size(), violations);
  }

  /** As many of one kind may survive as are listed. */
  static List<String> survivors(List<Mutant> mutants, Map<String, Integer> equivalents) {
    Map<String, Integer> left = new HashMap<>(equivalents);
    List<String> survivors = new ArrayList<>();
    for (Mutant mutant : mutants) {
      if (mutant.killed() || left.merge(mutant.key(), -1, Integer::sum) >= 0) {
        continue;
      }
      survivors.add("no test notices the mutant " + mutant);
    }
    return survivors;
  }

  private Map<String, Integer> equivalents() throws IOException {
    Map<String, Integer> listed = new HashMap<>();
    for (String line : Files.readAllLines(equivalents)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        listed.merge(line.substring(0, line.indexOf(':')).strip(), 1, Integer::sum);
      }
    }
    return listed;
  }

  /**
   * The class path without what would look at every class anew for each test of each mutant. Its
   * entries are absolute: pitest finds no code to change behind others.
   */
  static String tested(String classPath) {
    return Stream.of(classPath.split(File.pathSeparator))
        .map(File::new)
        .filter(entry -> !SLOW.matcher(entry.getName()).matches())
        .map(File::getAbsolutePath)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private void run() throws InterruptedException {
    String tested = tested(System.getProperty("java.class.path"));
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            jars.resolve("*") + File.pathSeparator + tested,
            "org.pitest.mutationtest.commandline.MutationCoverageReport",
            "--reportDir=" + report,
            "--targetClasses=" + CORE,
            "--targetTests=" + TESTS,
            "--sourceDirs=src/main/java",
            "--mutableCodePaths=" + Path.of("target/classes").toAbsolutePath(),
            "--classPath=" + tested.replace(File.pathSeparatorChar, ','),
            "--outputFormats=CSV",
            "--timestampedReports=false",
            "--threads=" + Runtime.getRuntime().availableProcessors());
    Path log = report.resolve("pitest.log");
    try {
      Files.createDirectories(report);
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      if (!process.waitFor(MINUTES_MOST, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "pitest has not ended in %d minutes, see %s".formatted(MINUTES_MOST, log));
      }
      if (process.exitValue() != 0) {
        throw new IllegalStateException("pitest failed, see " + log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run pitest", e);
    }
  }
}
