package dev.lockstep.transaction;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Boot;
import dev.lockstep.device.CommandName;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Repeat;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.device.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A press, an oven and a robot, and what may be asked of them. */
final class TransactionSamples {
  static final TransactionId ID = new TransactionId("changeover-7");

  /** When the vote was cast. */
  static final Moment VOTE =
      new Moment(
          Instant.parse("2026-03-02T06:00:00Z"),
          0,
          "first run",
          new Boot("first boot", "pc"),
          true);

  static final Decided COORDINATOR = Decided.byCoordinator(later(Duration.ofMinutes(1)));
  static final Decided OPERATOR =
      new Decided(
          Decided.Authority.OPERATOR, "maria", "line is free", later(Duration.ofMinutes(2)));

  /** At which all machines are to move, where a decision says so. */
  static final Duration TOGETHER = Duration.ofMinutes(3);

  /** The coordinator's decision that the machines move together. */
  static final Decided AT_AN_INSTANT = COORDINATOR.moving(instant(TOGETHER));

  /** An operator's decision that contradicts the coordinator's COMMIT. */
  static final Decided CONTRADICTED =
      OPERATOR.against(Optional.of(COORDINATOR.asContradiction(Outcome.COMMITTED)));

  private static final Preparation HANDSHAKE =
      new Preparation.Handshake(
          resource("CommandId"),
          resource("PreparedId"),
          resource("CommitId"),
          resource("LastAppliedId"),
          resource("AbortId"),
          Optional.empty(),
          true,
          Duration.ofSeconds(2));

  private TransactionSamples() {}

  static Optional<Instant> instant(Duration afterTheVote) {
    return Optional.of(VOTE.wall().plus(afterTheVote));
  }

  /** A moment at which the wall clock was set meanwhile: ticks and wall do not agree. */
  static Moment afterSetting(Duration afterTheVote, Duration forward) {
    Moment right = later(afterTheVote);
    return new Moment(
        right.wall().plus(forward), right.ticks(), right.run(), right.boot(), right.synchronised());
  }

  /** A moment of the run in which the vote was cast. */
  static Moment later(Duration afterTheVote) {
    return VOTE.plus(afterTheVote);
  }

  /** A moment after a reboot: the ticks start anew, the wall, synchronised, goes on. */
  static Moment afterRestart(Duration afterTheVote) {
    return afterReboot(afterTheVote, true);
  }

  /** A moment after a reboot of a host whose wall clock may not be synchronised. */
  static Moment afterReboot(Duration shown, boolean synchronised) {
    Boot next = new Boot("second boot", "pc");
    return new Moment(VOTE.wall().plus(shown), 5, "second run", next, synchronised);
  }

  static Task look(int number, int stage) {
    Work work = new Work.Look(List.of(resource("GuardClosed")));
    return task(number, stage, "press", work, Guarantees.OF_WRITES);
  }

  /** A write that may be sent twice, without arming. */
  static Task write(int number, int stage, String device) {
    return task(number, stage, device, writeRecipe(), Guarantees.OF_WRITES);
  }

  static Task armed(int number, int stage, String device) {
    return task(number, stage, device, writeRecipe(), with(HANDSHAKE, Repeat.TESTABLE));
  }

  static Task armedOnce(int number, int stage, String device) {
    return task(number, stage, device, writeRecipe(), with(HANDSHAKE, Repeat.ONCE));
  }

  /** A command that is sent once, to a device that keeps no record. */
  static Task once(int number, int stage, String device) {
    Work work = new Work.Call(resource("Fire"), List.of());
    return task(number, stage, device, work, Guarantees.OF_METHODS);
  }

  static Task task(int number, int stage, String device, Work work, Guarantees guarantees) {
    CommandName command = new CommandName("Command" + number);
    return new Task(number, stage, new Action(new DeviceName(device), command, work, guarantees));
  }

  static Guarantees with(Preparation preparation, Repeat repeat) {
    Guarantees plain = Guarantees.OF_WRITES;
    return new Guarantees(
        plain.requires(),
        preparation,
        Set.of(),
        false,
        plain.staleAfter(),
        plain.verification(),
        repeat,
        plain.undo());
  }

  static Guarantees staleAfter(Duration time) {
    Guarantees plain = Guarantees.OF_WRITES;
    return new Guarantees(
        plain.requires(),
        plain.preparation(),
        plain.reserves(),
        plain.wholeDevice(),
        time,
        plain.verification(),
        plain.repeat(),
        plain.undo());
  }

  static Work writeRecipe() {
    return new Work.Write(
        List.of(List.of(new Assignment(resource("Recipe"), Value.Numeric.of(7)))));
  }

  static ResourceName resource(String name) {
    return new ResourceName(name);
  }

  static Branch branch(Task... tasks) {
    return branch("fingerprint", false, tasks);
  }

  /** A one-phase branch: the only participant. */
  static Branch alone(Task... tasks) {
    return branch("fingerprint", true, tasks);
  }

  static Branch branch(String fingerprint, boolean onePhase, Task... tasks) {
    Optional<String> coordinator = Optional.of("https://coordinator");
    return new Branch(ID, fingerprint, List.of(tasks), coordinator, List.of(), onePhase);
  }

  static Ballot.Yes yes(Branch branch) {
    Promise promise = branch.arms() ? Promise.DURABLE : Promise.CHECKED;
    return new Ballot.Yes(promise, Optional.empty(), List.of(), VOTE);
  }

  static Ballot.No no() {
    return new Ballot.No(List.of(reason(Reason.Code.DISCONNECTED)), VOTE);
  }

  static Reason reason(Reason.Code code) {
    return Reason.of(code, "as the device said");
  }

  static State.Prepared prepared(Branch branch) {
    return new State.Prepared(branch, yes(branch), List.of());
  }

  static State.Committing committing(
      Branch branch, State.Committing.Standing standing, Progress... progress) {
    return new State.Committing(
        branch, yes(branch), COORDINATOR, List.of(progress), standing, VOTE);
  }

  static Progress waiting(Reason.Code... codes) {
    return new Progress.Waiting(List.of(codes).stream().map(TransactionSamples::reason).toList());
  }

  /** Sent when the coordinator decided. */
  static Progress intended() {
    return new Progress.Intended(COORDINATOR.at());
  }

  static Progress applied() {
    return applied(COORDINATOR.at());
  }

  static Progress applied(Moment at) {
    return new Progress.Applied(at, "read back", List.of());
  }

  static Progress notApplied(Moment at) {
    return new Progress.NotApplied(at, List.of(reason(Reason.Code.REJECTED)));
  }

  /**
   * Unknown progress. UNKNOWN: the result is not known. NOT_VERIFIED: the device accepted the
   * command and was not observed to carry it out.
   */
  static Progress unknown(Reason.Code... codes) {
    return new Progress.Unknown(
        COORDINATOR.at(), Stream.of(codes).map(TransactionSamples::reason).toList());
  }
}
