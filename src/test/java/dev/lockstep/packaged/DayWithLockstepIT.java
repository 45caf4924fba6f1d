package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.plant.FreePorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The page about a day with Lockstep, typed as it stands into one bash; only ports and folders are
 * others, and what {@code make package} makes is there already.
 */
class DayWithLockstepIT {
  private static final Path PAGE = Path.of("src/site/markdown/a-day-with-lockstep.md");
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Pattern FENCE = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
  private static final Pattern CODE = Pattern.compile("# exit code (\\d+(?: or \\d+)*)");

  /** Looks only: a person types it again until it shows what it should. */
  private static final Pattern LOOK =
      Pattern.compile("bin/lockstep (status|show|devices|read|trust list)\\b.*|curl -s http.*");

  private final Path folder = Distribution.folder("day");
  private final List<Integer> ports = FreePorts.find(5);

  /**
   * A block that is typed.
   *
   * @param shown what stands below it; empty where nothing does
   */
  private record Block(String typed, List<String> shown) {
    List<String> codes() {
      Matcher said = CODE.matcher(typed);
      return said.find() ? List.of(said.group(1).split(" or ", -1)) : List.of("0");
    }

    boolean looks() {
      return typed.lines().allMatch(each -> LOOK.matcher(each).matches());
    }
  }

  @Test
  void pageIsDoneAsItStandsFromTheUnpackedPackageToTheEvening() throws Exception {
    for (String program : List.of("bash", "make", "tar", "curl")) {
      Distribution.required(program);
    }
    List<Block> blocks = blocks();
    assertThat(blocks).hasSizeGreaterThan(20);
    assertThat(blocks.getFirst().typed()).isEqualTo("make package\n");
    try (TypedShell bash = new TypedShell(bash())) {
      for (Block each : blocks.subList(1, blocks.size())) {
        if (each.looks()) {
          await(each.typed()).atMost(PATIENCE).untilAsserted(() -> type(bash, each));
        } else {
          type(bash, each);
        }
      }
    }
  }

  private static void type(TypedShell bash, Block block) throws Exception {
    TypedShell.Said said = bash.type(block.typed());
    assertThat(Integer.toString(said.code()))
        .as("%s: %s", block.typed(), said.out())
        .isIn(block.codes());
    List<String> rest = new ArrayList<>(said.out().lines().map(DayWithLockstepIT::even).toList());
    for (String line : block.shown()) {
      Pattern wanted = Pattern.compile(pattern(line));
      while (!rest.isEmpty() && !wanted.matcher(rest.getFirst()).matches()) {
        rest.removeFirst();
      }
      assertThat(rest).as("\"%s\" below %s: %s", line, block.typed(), said.out()).isNotEmpty();
      rest.removeFirst();
    }
  }

  /** Where something is left out anything may stand. */
  private static String pattern(String line) {
    return Arrays.stream(even(line).split("…", -1))
        .map(Pattern::quote)
        .collect(Collectors.joining(".*"));
  }

  /** How wide a column is depends on what else stands there. */
  private static String even(String line) {
    return line.strip().replaceAll("\\s+", " ");
  }

  private List<Block> blocks() throws Exception {
    List<Block> blocks = new ArrayList<>();
    Matcher fence = FENCE.matcher(here(Files.readString(PAGE)));
    while (fence.find()) {
      String text = fence.group(2);
      switch (fence.group(1)) {
        case "sh" -> blocks.add(new Block(text, List.of()));
        case "text" -> blocks.add(new Block(blocks.removeLast().typed(), text.lines().toList()));
        default -> throw new AssertionError("neither typed nor shown: " + text);
      }
    }
    return blocks;
  }

  /** The page with the ports and folders of this test. */
  private String here(String page) {
    String own =
        page.replace("make plant >", "make plant ARGS=\"%d %d %d %d\" >".formatted(plantPorts()))
            .replace("target/plant.log", folder.resolve("plant.log").toString())
            .replace("target/day", folder.resolve("home").toString())
            .replace("target/lockstep-", Distribution.home().resolveSibling("lockstep-").toString())
            .replace("127.0.0.1:8080", "127.0.0.1:" + ports.getLast());
    for (int each = 0; each < 4; each++) {
      own = own.replace(":1484" + each, ":" + ports.get(each));
    }
    return own;
  }

  private Object[] plantPorts() {
    return ports.subList(0, 4).toArray();
  }

  private ProcessBuilder bash() {
    ProcessBuilder bash = new ProcessBuilder("bash");
    bash.environment()
        .keySet()
        .removeIf(name -> name.matches("(MAKE|LOCKSTEP_|QUARKUS_).*|MFLAGS|JAVA_OPTS|ARGS"));
    bash.environment().put("JAVA_HOME", System.getProperty("java.home"));
    bash.environment().put("QUARKUS_HTTP_PORT", ports.getLast().toString());
    bash.environment().put("COLUMNS", "200");
    bash.environment().put("TZ", "UTC");
    return bash;
  }
}
