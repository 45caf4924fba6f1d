package dev.lockstep.dashboard;

import dev.lockstep.device.PrintableText;
import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.Participant;
import dev.lockstep.rest.TransactionDetails;
import dev.lockstep.rest.TransactionViews;
import dev.lockstep.transaction.Intervention;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pages of single transactions: what the API says of one, within what a page may weigh. */
@Singleton
final class TransactionPages {
  private static final int STEPS_MAX = 60;
  private static final int READINGS_MAX = 60;
  private static final int LINES_MAX = 60;
  private static final int TEXT_MAX = 400;

  private final TransactionDetails details;
  private final Participant participant;
  private final WaitingList waiting;
  private final TimeSource clock;

  TransactionPages(
      TransactionDetails details, Participant participant, WaitingList waiting, TimeSource clock) {
    this.details = details;
    this.participant = participant;
    this.waiting = waiting;
    this.clock = clock;
  }

  /**
   * The page.
   *
   * @throws dev.lockstep.rest.RequestRefusedException UNKNOWN_TRANSACTION
   */
  TransactionPage of(TransactionId id, Viewer viewer) throws JournalUnavailableException {
    TransactionViews.Transaction found = details.describe(id);
    State state = participant.state(id);
    Optional<WaitingRow> waits = waiting.row(state);
    Optional<Intervention.Kind> kind = waits.map(WaitingRow::kind);
    Instant now = clock.now().wall();
    List<TransactionViews.Command> commands = found.commands();
    List<TransactionViews.Line> history = found.history();
    return new TransactionPage(
        found.id(),
        Badge.of(details.row(state)),
        waits,
        viewer.operator() ? Act.offered(found.state(), kind) : List.of(),
        facts(found, now),
        commands.stream().limit(STEPS_MAX).map(each -> step(each, now)).toList(),
        Math.max(0, commands.size() - STEPS_MAX),
        found.readings().stream().limit(READINGS_MAX).map(TransactionPages::seen).toList(),
        found.reasons().stream().limit(READINGS_MAX).map(TransactionPages::sentence).toList(),
        history.reversed().stream().limit(LINES_MAX).map(each -> line(each, now)).toList(),
        Math.max(0, history.size() - LINES_MAX));
  }

  private static List<Fact> facts(TransactionViews.Transaction found, Instant now) {
    List<Fact> facts = new ArrayList<>();
    add(facts, "Vote", found.vote().map(Badge::words).orElse(""));
    add(facts, "Promise", found.promise().map(Enum::name).orElse(""));
    found.votedAt().ifPresent(at -> facts.add(new Fact("Voted", TimeText.of(at, now))));
    found.heldUntil().ifPresent(at -> facts.add(new Fact("Held until", TimeText.of(at, now))));
    found.decided().ifPresent(each -> facts.add(decided(each, now)));
    found
        .decided()
        .flatMap(TransactionViews.Authorship::instant)
        .ifPresent(at -> facts.add(new Fact("Moves together at", TimeText.of(at, now))));
    add(facts, "Why", found.decided().map(each -> cut(each.why())).orElse(""));
    add(
        facts,
        "Elsewhere",
        found
            .decided()
            .flatMap(TransactionViews.Authorship::against)
            .map(each -> "%s by %s %s".formatted(each.outcome(), each.by(), each.who()))
            .orElse(""));
    add(facts, "Coordinator", found.coordinator().orElse(""));
    add(facts, "Last answer", found.silence().map(TransactionPages::cut).orElse(""));
    add(facts, "Warnings", String.join("; ", found.warnings()));
    add(
        facts,
        "Other gateways",
        found.participants().stream().limit(10).collect(Collectors.joining(", ")));
    add(facts, "Phases", found.onePhase() ? "one: voted and committed in one call" : "");
    add(facts, "Forgotten", found.forgotten() ? "yes: the record may be pruned" : "");
    return facts;
  }

  private static void add(List<Fact> facts, String name, String value) {
    if (!value.isEmpty()) {
      facts.add(new Fact(name, value));
    }
  }

  private static Fact decided(TransactionViews.Authorship by, Instant now) {
    return new Fact(
        "Decided",
        TimeText.of(by.at(), now),
        ", by %s %s".formatted(Badge.words(by.by()), cut(by.who())).stripTrailing());
  }

  private static TransactionPage.Step step(TransactionViews.Command each, Instant now) {
    String writes =
        each.writes().stream().map(TransactionPages::assignment).collect(Collectors.joining(", "));
    String calls = each.calls().map(method -> "calls " + method + " ").orElse("");
    String reads = each.reads().isEmpty() ? "" : "reads " + String.join(", ", each.reads());
    return new TransactionPage.Step(
        each.number(),
        each.stage(),
        each.device(),
        each.command(),
        cut((calls + writes + reads).strip()),
        each.progress().map(Badge::of).orElse(Badge.quiet("not begun")),
        each.at().map(at -> TimeText.of(at, now)).orElse(TimeText.NONE),
        cut(each.evidence().orElse("")),
        each.reasons().stream().limit(5).map(TransactionPages::sentence).toList());
  }

  private static String assignment(Map<String, @Nullable Object> each) {
    return "%s = %s".formatted(each.get("resource"), ValueText.of(each.get("value")));
  }

  private static TransactionPage.Seen seen(TransactionViews.Sight each) {
    return new TransactionPage.Seen(
        each.device(), each.resource(), ValueText.of(each.value()), each.status());
  }

  /** A reason as one sentence, with its place. */
  static String sentence(TransactionViews.Cause each) {
    String place =
        Stream.of(each.device(), each.command(), each.resource())
            .flatMap(Optional::stream)
            .collect(Collectors.joining(" "));
    return cut(
        "%s%s: %s".formatted(place.isEmpty() ? "" : place + ": ", each.code(), each.detail()));
  }

  private static TransactionPage.Line line(TransactionViews.Line each, Instant now) {
    String requested =
        each.principal().isEmpty() && each.address().isEmpty()
            ? ""
            : "%s from %s".formatted(each.principal(), each.address()).strip();
    String who =
        each.who().isEmpty() || requested.isEmpty()
            ? each.who() + requested
            : "%s (%s)".formatted(each.who(), requested);
    return new TransactionPage.Line(
        TimeText.of(each.at(), now),
        each.event(),
        Badge.words(each.from()),
        Badge.words(each.to()),
        cut(who),
        cut(each.detail()),
        each.who().startsWith("OPERATOR"));
  }

  private static String cut(String text) {
    return PrintableText.line(text, TEXT_MAX);
  }
}
