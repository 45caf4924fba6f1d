package dev.lockstep.dashboard;

import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.participant.DeviceLinks;
import dev.lockstep.participant.Participant;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Devices as pages show them: connection, and the promise that is in force. */
@Singleton
final class Machines {
  private final DeviceLinks links;
  private final Participant participant;
  private final TimeSource clock;

  Machines(DeviceLinks links, Participant participant, TimeSource clock) {
    this.links = links;
    this.participant = participant;
    this.clock = clock;
  }

  /** Those without a connection first, then by name. */
  List<Board.Machine> all() {
    Map<String, Board.Hold> holds = holds();
    Instant now = clock.now().wall();
    return links.all().stream()
        .map(each -> machine(each, holds, now))
        .sorted(
            Comparator.comparing((Board.Machine each) -> each.link() == LinkStatus.State.CONNECTED)
                .thenComparing(Board.Machine::name))
        .toList();
  }

  private static Board.Machine machine(
      DeviceLinks.Linked linked, Map<String, Board.Hold> holds, Instant now) {
    LinkStatus status = linked.link().status();
    String name = linked.device().name().value();
    return new Board.Machine(
        name,
        status.state(),
        Badge.of(status.state()),
        status.detail(),
        TimeText.of(status.since(), now),
        holds.getOrDefault(name, Board.Hold.NONE));
  }

  /** By device: the first live transaction that names it, and how many others do. */
  private Map<String, Board.Hold> holds() {
    Map<String, Board.Hold> holds = new HashMap<>();
    for (State state : participant.live()) {
      String id = WaitingList.id(state).map(TransactionId::value).orElse("");
      String text = text(state);
      for (String device : WaitingList.devices(state)) {
        holds.merge(
            device,
            new Board.Hold(id, text, 0),
            (first, next) -> new Board.Hold(first.id(), first.text(), first.others() + 1));
      }
    }
    return holds;
  }

  /** For example {@code prepared, DURABLE}. */
  private static String text(State state) {
    String word = Badge.words(state.name());
    return state.cast().orElse(null) instanceof Ballot.Yes yes ? word + ", " + yes.promise() : word;
  }
}
