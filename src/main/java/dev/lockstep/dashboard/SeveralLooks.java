package dev.lockstep.dashboard;

import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.Participant;
import dev.lockstep.participant.PresentReading;
import dev.lockstep.rest.RequestParser;
import dev.lockstep.rest.TransactionViewMapper;
import dev.lockstep.transaction.Intervention;
import dev.lockstep.transaction.State;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Looks at several transactions that wait for a person, before one act is meant for all. */
@Singleton
final class SeveralLooks {
  /** Transactions of one act. */
  static final int CHOSEN_MAX = 100;

  /** Whose devices are read at the same time. */
  private static final int AT_ONCE = 16;

  private static final int READINGS_MAX = 6;

  private final WaitingList waiting;
  private final Participant participant;
  private final TimeSource clock;
  private final ThreadFactory threads = Thread.ofVirtual().name("lockstep-looks").factory();

  SeveralLooks(WaitingList waiting, Participant participant, TimeSource clock) {
    this.waiting = waiting;
    this.participant = participant;
    this.clock = clock;
  }

  static Optional<Intervention.Kind> kind(String word) {
    return Arrays.stream(Intervention.Kind.values())
        .filter(each -> word(each).equals(word))
        .findFirst();
  }

  private static String word(Intervention.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** The view where all that wait like this one, as long or longer, are chosen. */
  static String path(WaitingState newest) {
    return "%s?kind=%s&like=%s&to=%s"
        .formatted(
            SeveralApi.PATH,
            word(newest.waits().kind()),
            newest.key().word(),
            Addresses.encoded(newest.since().toString()));
  }

  /** What an address, or a form, says of those that are chosen. */
  static SeveralList.Selection selection(
      @Nullable String like, @Nullable String to, List<String> ids) {
    try {
      Optional<Instant> upTo =
          Optional.ofNullable(to).filter(each -> !each.isEmpty()).map(Instant::parse);
      return new SeveralList.Selection(like == null ? "" : like, upTo, ids);
    } catch (DateTimeParseException typed) {
      return SeveralList.Selection.NONE;
    }
  }

  /**
   * Those of one kind: what one may do about them is the same.
   *
   * @param kind empty: the one of the most urgent
   */
  SeveralList list(Optional<Intervention.Kind> kind, SeveralList.Selection selection, Form form) {
    Optional<Intervention.Kind> wanted =
        kind.or(
            () ->
                waiting.first(Optional.empty(), 1).states().stream()
                    .map(each -> each.waits().kind())
                    .findFirst());
    WaitingList.Part part =
        selection.alike()
            ? waiting.alike(selection.like(), CHOSEN_MAX)
            : waiting.first(wanted, CHOSEN_MAX);
    List<SeveralList.Kind> kinds =
        part.kinds().entrySet().stream()
            .map(
                each ->
                    new SeveralList.Kind(
                        word(each.getKey()),
                        Badge.words(each.getKey()),
                        each.getValue(),
                        wanted.equals(Optional.of(each.getKey()))))
            .toList();
    Instant now = clock.now().wall();
    return new SeveralList(
        kinds,
        wanted.map(SeveralLooks::word).orElse(""),
        part.states().stream()
            .map(each -> new SeveralList.Row(WaitingList.row(each, now), selection.takes(each)))
            .toList(),
        selection,
        part.all() - part.states().size(),
        wanted.map(Act::offered).orElse(List.of()),
        form.token(),
        form.fault(),
        form.runs().stream().map(each -> past(each, now)).toList());
  }

  /** What the page has around the list. */
  record Form(String token, String fault, List<SeveralRun> runs) {}

  private static SeveralList.Past past(SeveralRun run, Instant now) {
    String text =
        "Run %d: %s, %d of %d done, by %s, %s ago"
            .formatted(
                run.number(),
                run.act().label(),
                run.count(SeveralRun.Standing.DONE),
                run.items().size(),
                run.operator().name(),
                TimeText.of(run.begun(), now).age());
    return new SeveralList.Past(run.number(), text);
  }

  /** Reads the devices of all of them; those that do not wait for this act any more are named. */
  SeveralCheck check(Act act, List<String> ids, String token, ActForm.Typed typed)
      throws JournalUnavailableException {
    List<State> states = new ArrayList<>();
    List<WaitingRow> rows = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (String id : ids.stream().distinct().limit(CHOSEN_MAX).toList()) {
      State state = participant.state(RequestParser.id(id));
      Optional<WaitingRow> row = waiting.row(state).filter(each -> each.acts().contains(act));
      if (row.isPresent()) {
        rows.add(row.get());
        states.add(state);
      } else {
        missing.add(id);
      }
    }
    List<List<PresentReading>> readings = readings(states);
    List<SeveralCheck.Chosen> chosen = new ArrayList<>();
    for (int each = 0; each < rows.size(); each++) {
      chosen.add(chosen(rows.get(each), readings.get(each)));
    }
    Instant now = clock.now().wall();
    String consequence =
        rows.stream()
            .findFirst()
            .map(row -> act.consequence(row.state(), Optional.of(row.kind())))
            .orElse("");
    return new SeveralCheck(act, consequence, chosen, missing, TimeText.of(now, now), token, typed);
  }

  private static SeveralCheck.Chosen chosen(WaitingRow row, List<PresentReading> readings) {
    return new SeveralCheck.Chosen(
        row,
        readings.stream()
            .limit(READINGS_MAX)
            .map(TransactionViewMapper::present)
            .map(NowReading::of)
            .toList(),
        Math.max(0, readings.size() - READINGS_MAX));
  }

  private List<List<PresentReading>> readings(List<State> states) {
    try (ExecutorService readers = Executors.newFixedThreadPool(AT_ONCE, threads)) {
      List<CompletableFuture<List<PresentReading>>> asked =
          states.stream()
              .map(
                  state ->
                      CompletableFuture.supplyAsync(() -> participant.readings(state), readers))
              .toList();
      return asked.stream().map(CompletableFuture::join).toList();
    }
  }
}
