package dev.lockstep.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationPlan.Intent;
import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.device.PrintableText;
import dev.lockstep.rest.PlanPlays;
import dev.lockstep.rest.PlanViews;
import dev.lockstep.rest.Plans;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Pages of plans and dry runs: what the API says of one, within what a page may weigh. */
final class PlanPages {
  /** As the API spells what is done. */
  static final String DRY_RUN = "dry-run";

  static final String RUN = "run";

  private static final int COMMANDS_MAX = 256;
  private static final int READINGS_MAX = 120;
  private static final int FLAWS_MAX = 20;
  private static final int TEXT_MAX = 300;

  private static final String PARAMETERS = "parameters.";
  private static final Pattern PARTICIPANT = Pattern.compile("participants\\[(\\d+)].*");

  /** Needs no encoding in an address; another name is no plan's, and the list says so. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._~-]+");

  private PlanPages() {}

  static String path(String plan) {
    return "/dashboard/plan/" + plan;
  }

  static String dryRunPath(String id) {
    return "%s/%s/%s".formatted(Section.PLANS.path(), DRY_RUN, id);
  }

  /** What is to be done, as a form says it. */
  static Optional<Intent> intent(String word) {
    return switch (word) {
      case RUN -> Optional.of(Intent.RUN);
      case DRY_RUN -> Optional.of(Intent.DRY_RUN);
      default -> Optional.empty();
    };
  }

  static String word(Intent intent) {
    return switch (intent) {
      case RUN -> RUN;
      case DRY_RUN -> DRY_RUN;
    };
  }

  static PlanList.Row row(PlanViews.Row row, PlanLast last) {
    String parameters =
        row.parameters().stream()
            .limit(8)
            .map(PlanViews.Parameter::name)
            .collect(Collectors.joining(", "));
    int more = row.parameters().size() - 8;
    return new PlanList.Row(
        row.name(),
        PLAIN.matcher(row.name()).matches(),
        cut(row.description()),
        more > 0 ? "%s and %d more".formatted(parameters, more) : parameters,
        row.ok() ? Badge.good("ready") : Badge.bad("faulty"),
        row.faults().stream().limit(3).map(PlanPages::sentence).toList(),
        last);
  }

  /** A fault with its place, as compilers write it. */
  static String sentence(PlanViews.Flaw flaw) {
    String line =
        flaw.line()
            .map(each -> "line %d, column %d: ".formatted(each, flaw.column().orElse(1)))
            .orElse("");
    return cut(line + (flaw.path().isEmpty() ? "" : flaw.path() + ": ") + flaw.message());
  }

  /** Faults of values, by the parameter's name: they stand beside its field. */
  static Map<String, String> atFields(List<PlanViews.Flaw> flaws, PlanViews.Definition plan) {
    Map<String, String> faults = new HashMap<>();
    for (PlanViews.Flaw each : flaws) {
      parameter(each, plan)
          .ifPresent(name -> faults.merge(name, each.message(), "%s; %s"::formatted));
    }
    return faults;
  }

  private static Optional<String> parameter(PlanViews.Flaw flaw, PlanViews.Definition plan) {
    return plan.parameters().stream()
        .map(PlanViews.Parameter::name)
        .filter(name -> flaw.path().equals(PARAMETERS + name))
        .findFirst();
  }

  /** Faults or warnings that belong to no field and to no gateway. */
  static List<String> elsewhere(List<PlanViews.Flaw> flaws, PlanViews.Definition plan) {
    return flaws.stream()
        .filter(each -> parameter(each, plan).isEmpty())
        .filter(each -> !PARTICIPANT.matcher(each.path()).matches())
        .limit(FLAWS_MAX)
        .map(PlanPages::sentence)
        .toList();
  }

  /** What is commanded where, as it is written. */
  static List<PlanTarget> written(List<PlanViews.Participant> participants) {
    return targets(participants, Optional.empty());
  }

  /** What is commanded where, with the values, and what each gateway has against it. */
  static List<PlanTarget> checked(PlanViews.Report report) {
    return targets(report.participants(), Optional.of(report));
  }

  private static List<PlanTarget> targets(
      List<PlanViews.Participant> participants, Optional<PlanViews.Report> report) {
    List<PlanTarget> targets = new ArrayList<>();
    int room = COMMANDS_MAX;
    for (PlanViews.Participant each : participants) {
      List<PlanTarget.Command> commands =
          each.commands().stream().limit(room).map(PlanPages::command).toList();
      room -= commands.size();
      int number = targets.size();
      List<String> faults = report.map(found -> at(found.faults(), number)).orElse(List.of());
      List<String> warnings = report.map(found -> at(found.warnings(), number)).orElse(List.of());
      targets.add(
          new PlanTarget(
              each.gateway(),
              commands,
              each.commands().size() - commands.size(),
              report.map(found -> verdict(faults, warnings)),
              faults,
              warnings));
    }
    return targets;
  }

  private static List<String> at(List<PlanViews.Flaw> flaws, int participant) {
    return flaws.stream()
        .filter(
            each -> {
              Matcher place = PARTICIPANT.matcher(each.path());
              return place.matches() && place.group(1).equals(Integer.toString(participant));
            })
        .limit(FLAWS_MAX)
        .map(PlanPages::sentence)
        .toList();
  }

  private static Badge verdict(List<String> faults, List<String> warnings) {
    if (!faults.isEmpty()) {
      return Badge.bad("would be refused");
    }
    return warnings.isEmpty() ? Badge.good("nothing against it") : Badge.warn("look");
  }

  private static PlanTarget.Command command(PlanViews.Command each) {
    String arguments =
        each.arguments().entrySet().stream()
            .map(entry -> "%s = %s".formatted(entry.getKey(), ValueText.of(entry.getValue())))
            .collect(Collectors.joining(", "));
    return new PlanTarget.Command(
        each.device(),
        each.command(),
        each.read().orElse(false) ? "a reading" : cut(arguments),
        each.stage());
  }

  /** The last play of a plan, and how it stands. */
  static PlanLast last(PlanPlays.Play play, Optional<CoordinationRecord> record, Instant now) {
    String did = play.dryRun() ? "made a dry run of it" : "ran it";
    String who = play.who().isEmpty() ? "Someone" : play.who();
    String why = play.why().isEmpty() ? "" : " (%s)".formatted(cut(play.why()));
    return new PlanLast(
        play.id(),
        play.dryRun() ? dryRunPath(play.id()) : Section.COORDINATIONS.path() + "/" + play.id(),
        "%s %s%s".formatted(who, did, why),
        record.map(PlanPages::badge).orElse(Badge.warn("not begun")),
        TimeText.of(play.at(), now));
  }

  private static Badge badge(CoordinationRecord record) {
    Coordination state = record.coordination();
    boolean dryRun = state.work().filter(each -> each.dryRun()).isPresent();
    return dryRun ? verdict(Plans.view(record)) : CoordinationPages.badge(record);
  }

  /** What the votes of a dry run come to. */
  static Badge verdict(PlanViews.DryRun found) {
    if (found.votes().stream().anyMatch(each -> each.vote().isEmpty())) {
      return Badge.busy("votes are awaited");
    }
    return found.wouldCommit() ? Badge.good("would commit") : Badge.bad("would roll back");
  }

  static List<DryRunPage.Reading> readings(PlanViews.DryRun found) {
    return found.readings().stream().limit(READINGS_MAX).map(PlanPages::reading).toList();
  }

  /** How many there are besides those that are shown. */
  static int more(PlanViews.DryRun found) {
    return found.moreReadings() + Math.max(0, found.readings().size() - READINGS_MAX);
  }

  private static DryRunPage.Reading reading(PlanViews.Shown each) {
    String shown = shown(each.shown());
    Badge badge =
        each.wanted()
            .map(
                wanted ->
                    same(shown, wanted) ? Badge.good("as wanted") : Badge.quiet("would change"))
            .orElse(Badge.quiet("shown"));
    return new DryRunPage.Reading(
        each.gateway(),
        each.device(),
        each.resource(),
        shown,
        each.wanted().map(ValueText::of).orElse(""),
        badge);
  }

  private static String shown(@Nullable Object value) {
    return value instanceof JsonNode node
        ? ValueText.of(node.isValueNode() ? node.asText() : node.toString())
        : ValueText.of(value);
  }

  /** 120 and 120.0 are one amount. */
  private static boolean same(String shown, Object wanted) {
    if (!(wanted instanceof BigDecimal amount)) {
      return shown.equals(ValueText.of(wanted));
    }
    try {
      return new BigDecimal(shown).compareTo(amount) == 0;
    } catch (NumberFormatException noNumber) {
      return false;
    }
  }

  private static String cut(String text) {
    return PrintableText.line(text, TEXT_MAX);
  }
}
