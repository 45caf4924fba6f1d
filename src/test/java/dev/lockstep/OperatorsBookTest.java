package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.rest.CoordinationViews;
import dev.lockstep.rest.TransactionViews;
import dev.lockstep.transaction.Intervention;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The operator's book, {@code operating.md}: each of its tables names all that there is, and
 * nothing that is not. What a person searches for at night stands there.
 */
class OperatorsBookTest {
  private static final Path PAGE = Path.of("src/site/markdown/operating.md");
  private static final int PARAGRAPH_MAX = 720;
  private static final int PIECE_MIN = 6;
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");
  private static final Pattern PIECE_END =
      Pattern.compile("…|[;:,.()]|\\d+|\\b(?:NAME|FILE|FOLDER|DATE|N|M|X|A|B|p)\\b");

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern METRIC = Pattern.compile("\\blockstep_[a-z_]+[a-z]\\b");
  private static final Pattern SUFFIX = Pattern.compile("_(bucket|count|sum|max)$");

  private static final Pattern RECORDED =
      Pattern.compile(
          "(?:AuditRecord|ofGateway|ofFormerRequest|record(?:ed)?|told|noted|lines|submitted)\\(\\s*\"([a-z][a-z"
              + " -]*?) ?\"");

  private static final Pattern NAMED =
      Pattern.compile("(?:\\bact|REWOUND|PRUNED) = ([^;]*\"[^;]*);");
  private static final Pattern TEXT = Pattern.compile("\"([^\"]+)\"");
  private static final Pattern DATA = Pattern.compile("(?:withData\\(|tell\\(told,)\\s*\"(\\w+)\"");

  /** In the first column of the tables with this head: what stands in code. */
  private static Set<String> listed(String head) throws IOException {
    Set<String> found = new TreeSet<>();
    String table = "";
    for (String line : Files.readAllLines(PAGE)) {
      if (!line.startsWith("|")) {
        table = "";
        continue;
      }
      String first = line.split("\\|", 3)[1].strip();
      if (table.isEmpty()) {
        table = first;
      } else if (table.equals(head)) {
        codes(first).forEach(found::add);
      }
    }
    assertThat(found).as("a table of: " + head).isNotEmpty();
    return found;
  }

  private static Stream<String> codes(String text) {
    return CODE.matcher(text).results().map(each -> each.group(1));
  }

  private static <E extends Enum<E>> Set<String> names(E[] values) {
    return Arrays.stream(values).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyKindOfWaitingIsThere() throws IOException {
    assertThat(listed("kind")).isEqualTo(names(Intervention.Kind.values()));
  }

  @Test
  void everyReasonIsThere() throws IOException {
    assertThat(listed("reason")).isEqualTo(names(Reason.Code.values()));
  }

  @Test
  void everyStateOfATransactionIsThere() throws IOException {
    Set<String> states = names(State.Name.values());
    states.remove(State.Name.ABSENT.name()); // it is not there, and so not shown
    states.addAll(names(State.Committing.Standing.values()));
    states.addAll(names(State.RollingBack.Disarmament.values()));

    assertThat(listed("state")).isEqualTo(states);
    assertThat(listed("outcome")).isEqualTo(names(Outcome.values()));
    assertThat(listed("command")).isEqualTo(names(TransactionViews.Stand.values()));
    assertThat(listed("promise of a vote")).isEqualTo(names(Promise.values()));
  }

  @Test
  void everyStateAndEveryVoteOfACoordinationIsThere() throws IOException {
    Set<String> states = names(Coordination.Name.values());
    states.remove(Coordination.Name.ABSENT.name());
    String votes =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.startsWith("A gateway's vote in it is "))
            .findFirst()
            .orElseThrow();

    assertThat(listed("coordination")).isEqualTo(states);
    assertThat(votes).contains(names(CoordinationViews.Ballot.values()));
  }

  @Test
  void everyAlarmIsThere() throws IOException {
    Set<String> alarms =
        Files.readAllLines(Path.of("deploy/monitoring/rules.yml")).stream()
            .map(String::strip)
            .filter(line -> line.startsWith("- alert: "))
            .map(line -> line.substring("- alert: ".length()))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(listed("alarm")).isEqualTo(alarms);
  }

  @Test
  void everyDatumOfHealthIsThere() throws IOException {
    String health = Files.readString(Path.of("src/main/java/dev/lockstep/app/GatewayHealth.java"));
    Set<String> data =
        DATA.matcher(health)
            .results()
            .map(each -> each.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    for (Intervention.Kind kind : Intervention.Kind.values()) {
      data.add("waiting" + camel(kind.name()));
    }

    assertThat(listed("in health")).isEqualTo(data);
  }

  private static String camel(String name) {
    return Stream.of(name.split("_"))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }

  /** As the code writes them: a first word in quotation marks that goes into the audit log. */
  @Test
  void everyActOfTheAuditLogIsThere() throws IOException {
    Set<String> acts = new TreeSet<>();
    for (String source : sources("AuditRecord|RequestGuard|guard\\.record")) {
      RECORDED.matcher(source).results().map(each -> each.group(1)).forEach(acts::add);
      if (source.contains("AuditRecord") || source.contains("guard.record")) {
        NAMED
            .matcher(source)
            .results()
            .flatMap(each -> TEXT.matcher(each.group(1)).results())
            .map(each -> each.group(1))
            .forEach(acts::add);
      }
    }
    Set<String> told =
        listed("act").stream()
            .map(each -> each.replace(" OUTCOME", ""))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(told).isEqualTo(acts);
  }

  private static List<String> sources(String containing) throws IOException {
    Predicate<String> wanted = Pattern.compile(containing).asPredicate();
    List<String> sources = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path each : files.filter(file -> file.toString().endsWith(".java")).toList()) {
        String source = Files.readString(each);
        if (wanted.test(source)) {
          sources.add(source);
        }
      }
    }
    return sources;
  }

  /**
   * What stands in quotation marks in the first column, piece by piece: a piece ends at an
   * ellipsis, a mark, a number, or a word in capitals that stands for something.
   */
  @Test
  void everySentenceThatIsQuotedIsSaidByTheGateway() throws IOException {
    String said = String.join("\n", said()).replaceAll("\"\\s*\\+\\s*\"", "");
    List<String> pieces =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.startsWith("| "))
            .flatMap(line -> QUOTED.matcher(line.split("\\|", 3)[1]).results())
            .flatMap(quoted -> PIECE_END.splitAsStream(quoted.group(1)))
            .map(piece -> piece.strip().replaceFirst("^and ", ""))
            .filter(piece -> piece.length() >= PIECE_MIN)
            .toList();

    assertThat(pieces).hasSizeGreaterThan(50).allSatisfy(piece -> assertThat(said).contains(piece));
  }

  private static List<String> said() throws IOException {
    List<String> said = new ArrayList<>(sources(""));
    said.add(Files.readString(Path.of("src/main/resources/dashboard/page.js")));
    try (Stream<Path> pages = Files.list(Path.of("src/main/resources/templates/dashboard"))) {
      for (Path each : pages.toList()) {
        said.add(Files.readString(each));
      }
    }
    return said;
  }

  /** The list itself is held by MonitoringIT against a gateway. */
  @Test
  void everyMetricThatAnyPageNamesIsInTheList() throws IOException {
    Set<String> listed = listed("metric");
    for (Path page : Documents.pages()) {
      assertThat(METRIC.matcher(Files.readString(page)).results().map(MatchResult::group))
          .as(page.toString())
          .allSatisfy(
              name ->
                  assertThat(listed)
                      .anyMatch(
                          each ->
                              each.equals(SUFFIX.matcher(name).replaceFirst(""))
                                  || each.startsWith(name)));
    }
  }

  /** Links within the book, and from other pages into it. */
  @Test
  void everyLinkToAHeadingOfThePageLeadsToOne() throws IOException {
    List<String> anchors =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.startsWith("#"))
            .map(OperatorsBookTest::anchor)
            .toList();
    for (Path page : Documents.pages()) {
      String file = page.equals(PAGE) ? "" : "operating.md";
      Pattern link = Pattern.compile("\\]\\([^)#]*" + Pattern.quote(file) + "#([^)]+)\\)");
      Stream<String> targets =
          link.matcher(Files.readString(page))
              .results()
              .filter(each -> !file.isEmpty() || each.group().startsWith("](#"))
              .map(each -> each.group(1));
      assertThat(targets)
          .as(page.toString())
          .allSatisfy(each -> assertThat(anchors).contains(each));
    }
  }

  private static String anchor(String heading) {
    return heading
        .replaceFirst("^#+ ", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9 _-]", "")
        .replace(' ', '-');
  }

  /** At three in the morning nobody reads more than six lines. */
  @Test
  void noParagraphIsLong() throws IOException {
    boolean fenced = false;
    StringBuilder paragraph = new StringBuilder();
    for (String line : Files.readAllLines(PAGE)) {
      fenced ^= line.startsWith("```");
      if (fenced || line.isBlank() || line.matches("(\\||#|```|- |\\d+\\. ).*")) {
        paragraph.setLength(0);
      }
      if (!fenced && !line.startsWith("|")) {
        paragraph.append(line).append(' ');
        assertThat(paragraph.length()).as(paragraph.toString()).isLessThan(PARAGRAPH_MAX);
      }
    }
  }

  @Test
  void whatIsSeenStandsBeforeAllElse() throws IOException {
    List<String> lines = Files.readAllLines(PAGE);

    assertThat(lines.indexOf("| you see | it means | do |")).as("the first table").isBetween(1, 6);
  }
}
