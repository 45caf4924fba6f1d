package dev.lockstep.dashboard;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.device.PrintableText;
import dev.lockstep.rest.CoordinationViewMapper;
import dev.lockstep.rest.CoordinationViews;
import dev.lockstep.transaction.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Pages of coordinations: what the API says of one, within what a page may weigh. */
final class CoordinationPages {
  private static final int SIDES_MAX = 100;
  private static final int LINES_MAX = 60;
  private static final int TEXT_MAX = 300;

  private CoordinationPages() {}

  static CoordinationList.Row row(CoordinationViews.Row row) {
    List<String> gateways = row.gateways();
    String first = gateways.stream().limit(3).collect(Collectors.joining(", "));
    return new CoordinationList.Row(
        row.id(),
        badge(row.outcome(), row.state()),
        row.decision().map(Badge::words).orElse(""),
        gateways.size() > 3 ? "%s and %d more".formatted(first, gateways.size() - 3) : first,
        String.join("; ", row.contradictions()));
  }

  static CoordinationPage of(CoordinationViews.Coordination found, Instant now) {
    List<CoordinationViews.Participant> sides = found.participants();
    return new CoordinationPage(
        found.id(),
        badge(found.outcome(), found.state()),
        facts(found, now),
        found.contradictions(),
        sides.stream().limit(SIDES_MAX).map(CoordinationPages::side).toList(),
        (int) sides.stream().filter(each -> each.vote().isPresent()).count(),
        (int) sides.stream().filter(CoordinationViews.Participant::confirmed).count(),
        found.timeline().reversed().stream().limit(LINES_MAX).map(each -> line(each, now)).toList(),
        found.dryRun().orElse(false));
  }

  static Badge badge(CoordinationRecord record) {
    CoordinationViews.Row row = CoordinationViewMapper.row(record);
    return badge(row.outcome(), row.state());
  }

  private static Badge badge(Optional<Outcome> outcome, Coordination.Name state) {
    return outcome.map(Badge::of).orElseGet(() -> Badge.busy(Badge.words(state)));
  }

  private static List<Fact> facts(CoordinationViews.Coordination found, Instant now) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Decision", found.decision().map(Badge::words).orElse("not made yet")));
    found.decidedAt().ifPresent(at -> facts.add(new Fact("Decided", TimeText.of(at, now))));
    found.instant().ifPresent(at -> facts.add(new Fact("Moves together at", TimeText.of(at, now))));
    found.endedAt().ifPresent(at -> facts.add(new Fact("Ended", TimeText.of(at, now))));
    found
        .plan()
        .ifPresent(
            plan ->
                facts.add(
                    new Fact("Plan", "%s, version %s".formatted(plan.name(), plan.version()))));
    String why = found.reasons().stream().limit(10).collect(Collectors.joining("; "));
    if (!why.isEmpty()) {
      facts.add(new Fact("Why", cut(why)));
    }
    return facts;
  }

  private static CoordinationPage.Side side(CoordinationViews.Participant each) {
    return new CoordinationPage.Side(
        each.gateway(),
        each.vote().map(CoordinationPages::vote).orElse(Badge.quiet("awaited")),
        each.promise().orElse(""),
        each.reasons().stream().limit(5).map(CoordinationPages::sentence).toList(),
        each.confirmed() ? Badge.good("confirmed") : Badge.quiet("not yet"),
        each.outcome().map(Badge::words).orElse(""),
        each.attempts(),
        cut(each.lastError().orElse("")));
  }

  private static Badge vote(CoordinationViews.Ballot ballot) {
    return switch (ballot) {
      case COMMIT -> Badge.good("commit");
      case READ_ONLY -> Badge.good("read only");
      case ROLLBACK -> Badge.bad("rollback");
      case REFUSED -> Badge.bad("refused");
      case NONE -> Badge.warn("none came");
    };
  }

  private static String sentence(CoordinationViews.Cause each) {
    String place =
        Stream.of(each.device(), each.command(), each.resource())
            .flatMap(Optional::stream)
            .collect(Collectors.joining(" "));
    return cut(
        "%s%s: %s".formatted(place.isEmpty() ? "" : place + ": ", each.code(), each.detail()));
  }

  private static TransactionPage.Line line(CoordinationViews.Line each, Instant now) {
    return new TransactionPage.Line(
        TimeText.of(each.at(), now),
        each.event(),
        Badge.words(each.from()),
        Badge.words(each.to()),
        "",
        cut(each.detail()),
        false);
  }

  private static String cut(String text) {
    return PrintableText.line(text, TEXT_MAX);
  }
}
