package dev.lockstep.outbox;

import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.OutboxFile;
import dev.lockstep.journal.OutboxFile.Alarm;
import dev.lockstep.journal.OutboxFile.Notice;
import dev.lockstep.participant.Participant;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Intervention;
import dev.lockstep.transaction.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Compares what waits for a person with what was told of that, and has the difference told. An
 * alarm that comes and goes between two looks is not told: its transitions are.
 */
public final class AlarmWatch {
  private static final String RAISED = "dev.lockstep.alarm.raised.v1";
  private static final String CLEARED = "dev.lockstep.alarm.cleared.v1";
  private static final String JOURNAL = "JOURNAL_TROUBLE";

  /** Alarms of one look: what is beyond is told by the next. */
  private static final int AT_ONCE_MAX = 1_000;

  private final Supplier<Map<Alarm, String>> standing;
  private final TimeSource clock;

  /** Of a participant: its transactions that wait, and its journal's troubles. */
  public static AlarmWatch of(Participant participant, TimeSource clock) {
    return new AlarmWatch(() -> standing(participant), clock);
  }

  /**
   * @param standing what stands now, with cause and remedy
   */
  AlarmWatch(Supplier<Map<Alarm, String>> standing, TimeSource clock) {
    this.standing = standing;
    this.clock = clock;
  }

  private static Map<Alarm, String> standing(Participant participant) {
    Map<Alarm, String> alarms = new HashMap<>();
    for (State state : participant.live()) {
      Optional<Intervention> waits = participant.intervention(state);
      Optional<Branch> branch = state.work();
      if (waits.isPresent() && branch.isPresent()) {
        Alarm alarm = new Alarm(branch.get().id().value(), waits.get().kind().name());
        alarms.put(alarm, waits.get().cause() + "; " + waits.get().remedy());
      }
    }
    List<String> troubles = participant.troubles();
    if (!troubles.isEmpty()) {
      alarms.put(new Alarm("", JOURNAL), String.join("; ", troubles));
    }
    return alarms;
  }

  /** Looks once, and notes what has changed. */
  void look(OutboxFile file) throws JournalUnavailableException {
    Map<Alarm, String> now = standing.get();
    Set<Alarm> told = file.alarms();
    Set<Alarm> raised = new HashSet<>(now.keySet());
    raised.removeAll(told);
    Set<Alarm> cleared = new HashSet<>(told);
    cleared.removeAll(now.keySet());
    Instant at = clock.now().wall();
    List<Notice> notices = new ArrayList<>();
    raised = few(raised);
    cleared = few(cleared);
    cleared.forEach(each -> notices.add(notice(at, CLEARED, each, "")));
    raised.forEach(each -> notices.add(notice(at, RAISED, each, now.getOrDefault(each, ""))));
    if (!notices.isEmpty()) {
      file.note(notices, raised, cleared);
    }
  }

  private static Set<Alarm> few(Set<Alarm> alarms) {
    return new HashSet<>(alarms.stream().limit(AT_ONCE_MAX).toList());
  }

  private static Notice notice(Instant at, String type, Alarm alarm, String detail) {
    String data =
        CloudEvent.data(
            json -> {
              json.writeStringField("kind", alarm.kind());
              CloudEvent.writeText(json, "detail", detail);
            });
    return new Notice(0, at, type, alarm.subject(), data);
  }
}
