package dev.lockstep.journal;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.CommandName;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Promise;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.device.Work;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Observation;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.Task;
import dev.lockstep.transaction.TransactionId;
import dev.lockstep.transaction.Transition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Small transactions as the gateway writes them, for tests that look at the journal and not at the
 * state.
 */
public final class JournalSamples {
  private JournalSamples() {}

  public static State.Prepared prepared(String id) {
    Branch branch =
        new Branch(
            new TransactionId(id),
            "fingerprint-of-" + id,
            List.of(new Task(0, 0, pressForce())),
            Optional.of("http://coordinator.example/" + id),
            List.of(),
            false);
    Observation before =
        new Observation(
            new DeviceName("press-1"),
            new ResourceName("Force"),
            Value.Numeric.of(100),
            "Good",
            Optional.empty());
    return new State.Prepared(
        branch,
        new Ballot.Yes(Promise.CHECKED, Optional.empty(), List.of(before), at(0)),
        List.of());
  }

  public static State.Ended ended(String id, Outcome outcome, boolean forgotten) {
    State.Prepared prepared = prepared(id);
    return new State.Ended(
        new TransactionId(id),
        Optional.of(prepared.branch()),
        Optional.of(prepared.vote()),
        Optional.of(outcome),
        List.of(new Progress.Applied(at(2), "read back", prepared.vote().before())),
        Decided.byCoordinator(at(1)),
        forgotten);
  }

  public static State.Committing committing(String id) {
    State.Prepared prepared = prepared(id);
    return new State.Committing(
        prepared.branch(),
        prepared.vote(),
        Decided.byCoordinator(at(1)),
        List.of(new Progress.Intended(at(1))),
        State.Committing.Standing.MOVING,
        at(0));
  }

  private static Action pressForce() {
    return new Action(
        new DeviceName("press-1"),
        new CommandName("SetForce"),
        new Work.Write(
            List.of(List.of(new Assignment(new ResourceName("Force"), Value.Numeric.of(120))))),
        Guarantees.OF_WRITES);
  }

  public static Moment at(long second) {
    return new Moment(
        Instant.ofEpochSecond(1_760_000_000L + second, 123_456_789),
        second * 1_000_000_000L,
        "run-1");
  }

  public static Entry entry(State state) {
    return entry(state, "Happened", at(0));
  }

  public static Entry entry(State state, String event, Moment at) {
    TransactionId id =
        state instanceof State.Ended ended ? ended.id() : state.work().orElseThrow().id();
    return new Entry(id, state, new Transition(at, event, State.Name.ABSENT, state.name(), "", ""));
  }
}
