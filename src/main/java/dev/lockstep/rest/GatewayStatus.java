package dev.lockstep.rest;

import dev.lockstep.device.PrintableText;
import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.Damage;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.participant.DeviceLinks;
import dev.lockstep.participant.Participant;
import dev.lockstep.transaction.Intervention;
import dev.lockstep.transaction.State;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Status of the gateway: what a person must know in ten seconds, with what waits for a person on
 * top. Read from memory alone, so that it is told while the disk is in trouble. Thread-safe.
 */
public final class GatewayStatus {
  private static final int WAITING_MAX = 50;
  private static final int DISCONNECTED_MAX = 20;
  private static final int SENTENCES_MAX = 20;
  private static final int SENTENCE_MAX = 1_000;

  /** The kind of what waits where the journal is damaged. */
  static final String JOURNAL = "JOURNAL";

  private static final String DAMAGE_REMEDY =
      "look at the machines, then acknowledge it: POST /api/v1/journal/damages/%d/acknowledge";

  private final Participant participant;
  private final DeviceLinks links;
  private final SqliteJournal journal;
  private final CoordinatorRole role;
  private final TrustAdministration trust;
  private final TimeSource clock;
  private final StatusSources sources;

  /**
   * @param sources of what is not seen from here
   */
  public GatewayStatus(
      Participant participant,
      DeviceLinks links,
      SqliteJournal journal,
      CoordinatorRole role,
      TrustAdministration trust,
      TimeSource clock,
      StatusSources sources) {
    this.participant = participant;
    this.links = links;
    this.journal = journal;
    this.role = role;
    this.trust = trust;
    this.clock = clock;
    this.sources = sources;
  }

  /** As it is at this moment. */
  public StatusViews.Status now() {
    List<StatusViews.Waiting> waiting = waiting();
    return new StatusViews.Status(
        sources.gateway(),
        sources.version(),
        clock.now().wall(),
        participant.ready(),
        health(),
        waiting.stream().limit(WAITING_MAX).toList(),
        Math.max(0, waiting.size() - WAITING_MAX),
        trust.waiting(),
        transactions(),
        devices(),
        role.coordinator()
            .map(each -> new StatusViews.Coordinations(each.live(), few(each.troubles()))),
        new StatusViews.Memory(journal.troubles().isEmpty(), journal.damages().size()),
        few(sources.warnings()));
  }

  private List<StatusViews.Part> health() {
    return sources.troubles().entrySet().stream()
        .map(part -> StatusViews.Part.of(part.getKey(), few(part.getValue())))
        .toList();
  }

  private List<StatusViews.Waiting> waiting() {
    Stream<StatusViews.Waiting> damages = journal.damages().stream().map(GatewayStatus::damage);
    Stream<StatusViews.Waiting> transactions =
        Stream.concat(participant.live().stream(), participant.heuristics().stream())
            .flatMap(
                state ->
                    participant.intervention(state).stream().map(waits -> waiting(state, waits)));
    return Stream.concat(damages, transactions)
        .sorted(
            Comparator.comparing(
                each -> each.since().orElse(Instant.MIN), Comparator.naturalOrder()))
        .toList();
  }

  private static StatusViews.Waiting damage(Damage damage) {
    return new StatusViews.Waiting(
        JOURNAL,
        Optional.of(damage.id()).filter(id -> !id.isBlank()).map(GatewayStatus::line),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        line(damage.toString()),
        DAMAGE_REMEDY.formatted(damage.position()));
  }

  private static StatusViews.Waiting waiting(State state, Intervention waits) {
    TransactionViews.Row row = TransactionViewMapper.row(state, Optional.of(waits));
    return new StatusViews.Waiting(
        waits.kind().name(),
        Optional.of(row.id()),
        row.devices().stream().findFirst(),
        Optional.empty(),
        since(state),
        line(waits.cause()),
        line(waits.remedy()));
  }

  private static Optional<Instant> since(State state) {
    return switch (state) {
      case State.Absent absent -> Optional.empty();
      case State.Preparing preparing -> Optional.empty();
      case State.Prepared prepared -> Optional.of(prepared.vote().at().wall());
      case State.Committing committing -> Optional.of(committing.decided().at().wall());
      case State.RollingBack back -> Optional.of(back.decided().at().wall());
      case State.Ended ended -> Optional.of(ended.decided().at().wall());
    };
  }

  private Map<State.Name, Long> transactions() {
    Map<State.Name, Long> counts = new EnumMap<>(State.Name.class);
    for (State.Name each : State.Name.values()) {
      if (each != State.Name.ABSENT && each != State.Name.ENDED) {
        counts.put(each, 0L);
      }
    }
    participant.live().forEach(state -> counts.merge(state.name(), 1L, Long::sum));
    return counts;
  }

  private StatusViews.Devices devices() {
    List<StatusViews.Disconnected> disconnected =
        links.all().stream()
            .filter(each -> !each.link().status().connected())
            .sorted(Comparator.comparing(each -> each.device().name()))
            .map(
                each ->
                    new StatusViews.Disconnected(
                        each.device().name().value(),
                        each.link().status().since(),
                        line(each.link().status().detail())))
            .toList();
    int known = links.all().size();
    return new StatusViews.Devices(
        known,
        Math.max(0, known - disconnected.size()),
        disconnected.stream().limit(DISCONNECTED_MAX).toList(),
        Math.max(0, disconnected.size() - DISCONNECTED_MAX));
  }

  private static List<String> few(List<String> sentences) {
    return sentences.stream().limit(SENTENCES_MAX).map(GatewayStatus::line).toList();
  }

  private static String line(String text) {
    return PrintableText.line(text, SENTENCE_MAX);
  }
}
