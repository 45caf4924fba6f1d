package dev.lockstep.rest;

import dev.lockstep.device.Assignment;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.device.Work;
import dev.lockstep.participant.PresentReading;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Intervention;
import dev.lockstep.transaction.Observation;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.Task;
import dev.lockstep.transaction.TransactionId;
import dev.lockstep.transaction.Transition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Mapper from the protocol's types to the JSON of the API. Decides nothing. */
public final class TransactionViewMapper {
  private TransactionViewMapper() {}

  static TransactionViews.Cause cause(Reason reason) {
    return new TransactionViews.Cause(
        reason.device().map(Object::toString),
        reason.command().map(Object::toString),
        reason.resource().map(Object::toString),
        reason.code(),
        reason.detail());
  }

  static TransactionViews.Sight sight(Observation seen) {
    return new TransactionViews.Sight(
        seen.device().value(),
        seen.resource().value(),
        value(seen.value()),
        seen.status(),
        seen.sourceTime());
  }

  /** Numbers as numbers, octets in Base64; "NaN" and the infinities as words, as OPC UA does. */
  static @Nullable Object value(Value value) {
    return switch (value) {
      case Value.Flag flag -> flag.on();
      case Value.Numeric numeric -> numeric.amount();
      case Value.Text text -> text.text();
      case Value.Octets octets -> octets.base64();
      case Value.Listing listing -> {
        List<@Nullable Object> elements = new ArrayList<>();
        listing.elements().forEach(each -> elements.add(value(each)));
        yield elements;
      }
      case Value.Null none -> null;
      case Value.NonFinite number -> number.toString();
      case Value.Structure structure -> {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        structure.fields().forEach((name, each) -> fields.put(name, value(each)));
        yield fields;
      }
    };
  }

  /** The outcome; empty before the end, and after a vote READ_ONLY without a decision. */
  public static Optional<Outcome> outcome(State state) {
    return state instanceof State.Ended ended ? ended.outcome() : Optional.empty();
  }

  static TransactionViews.Underway underway(String id, State state) {
    return new TransactionViews.Underway(
        id,
        state.name(),
        standing(state),
        instant(state),
        disarmament(state),
        Intervention.atOnce(state).map(TransactionViewMapper::waits),
        commands(state));
  }

  private static TransactionViews.Waits waits(Intervention waits) {
    return new TransactionViews.Waits(waits.kind(), waits.cause(), waits.remedy());
  }

  static Optional<State.Committing.Standing> standing(State state) {
    return state instanceof State.Committing committing
        ? Optional.of(committing.standing())
        : Optional.empty();
  }

  private static Optional<Instant> instant(State state) {
    return state instanceof State.Committing committing
            && committing.standing() == State.Committing.Standing.AWAITING
        ? committing.instant()
        : Optional.empty();
  }

  private static Optional<State.RollingBack.Disarmament> disarmament(State state) {
    return state instanceof State.RollingBack rollingBack
        ? Optional.of(rollingBack.disarmament())
        : Optional.empty();
  }

  private static List<TransactionViews.Command> commands(State state) {
    List<Progress> progress = progress(state);
    return state.work().stream()
        .flatMap(branch -> branch.tasks().stream())
        .map(task -> command(task, progress))
        .toList();
  }

  private static List<Progress> progress(State state) {
    return switch (state) {
      case State.Committing committing -> committing.progress();
      case State.Ended ended -> ended.progress();
      case State.Absent absent -> List.of();
      case State.Preparing preparing -> List.of();
      case State.Prepared prepared -> List.of();
      case State.RollingBack rollingBack -> rollingBack.progress();
    };
  }

  private static TransactionViews.Command command(Task task, List<Progress> all) {
    Optional<Progress> progress =
        task.number() < all.size() ? Optional.of(all.get(task.number())) : Optional.empty();
    Work work = task.action().work();
    return new TransactionViews.Command(
        task.number(),
        task.stage(),
        task.action().device().value(),
        task.action().command().value(),
        writes(work),
        work instanceof Work.Look look ? names(look.resources()) : List.of(),
        work instanceof Work.Call call ? Optional.of(call.method().value()) : Optional.empty(),
        progress.map(TransactionViewMapper::stand),
        progress.flatMap(TransactionViewMapper::at),
        progress.flatMap(TransactionViewMapper::evidence),
        after(progress),
        progress.stream()
            .flatMap(each -> each.reasons().stream())
            .map(TransactionViewMapper::cause)
            .toList());
  }

  private static List<String> names(List<ResourceName> resources) {
    return resources.stream().map(ResourceName::value).toList();
  }

  private static List<Map<String, @Nullable Object>> writes(Work work) {
    return switch (work) {
      case Work.Look look -> List.of();
      case Work.Write write ->
          write.assignments().stream().map(TransactionViewMapper::assignment).toList();
      case Work.Call call -> call.inputs().stream().map(TransactionViewMapper::assignment).toList();
    };
  }

  private static Map<String, @Nullable Object> assignment(Assignment each) {
    Map<String, @Nullable Object> assignment = new LinkedHashMap<>();
    assignment.put("resource", each.resource().value());
    assignment.put("value", value(each.value()));
    return assignment;
  }

  private static TransactionViews.Stand stand(Progress progress) {
    return switch (progress) {
      case Progress.Waiting waiting -> TransactionViews.Stand.WAITING;
      case Progress.Intended intended -> TransactionViews.Stand.INTENDED;
      case Progress.Applied applied -> TransactionViews.Stand.APPLIED;
      case Progress.NotApplied notApplied -> TransactionViews.Stand.NOT_APPLIED;
      case Progress.Unknown unknown -> TransactionViews.Stand.UNKNOWN;
    };
  }

  private static Optional<Instant> at(Progress progress) {
    return switch (progress) {
      case Progress.Waiting waiting -> Optional.empty();
      case Progress.Intended intended -> Optional.of(intended.at().wall());
      case Progress.Applied applied -> Optional.of(applied.at().wall());
      case Progress.NotApplied notApplied -> Optional.of(notApplied.at().wall());
      case Progress.Unknown unknown -> Optional.of(unknown.sentAt().wall());
    };
  }

  private static Optional<String> evidence(Progress progress) {
    return progress instanceof Progress.Applied applied
        ? Optional.of(applied.evidence())
        : Optional.empty();
  }

  private static List<TransactionViews.Sight> after(Optional<Progress> progress) {
    return progress.orElse(null) instanceof Progress.Applied applied
        ? applied.after().stream().map(TransactionViewMapper::sight).toList()
        : List.of();
  }

  static TransactionViews.Transaction transaction(
      String id, State state, TransactionDetails.Doubt doubt, List<Transition> history) {
    Optional<Ballot> cast = state.cast();
    Optional<Branch> work = state.work();
    return new TransactionViews.Transaction(
        id,
        state.name(),
        outcome(state),
        doubt.inDoubt(),
        doubt.silence(),
        doubt.warnings(),
        work.map(Branch::onePhase).orElse(false),
        state instanceof State.Ended ended && ended.forgotten(),
        cast.map(VoteViewMapper::kind),
        cast.flatMap(VoteViewMapper::promise),
        cast.flatMap(VoteViewMapper::heldUntil),
        cast.map(ballot -> ballot.at().wall()),
        cast.map(VoteViewMapper::readings).orElse(List.of()),
        state.reasons().stream().map(TransactionViewMapper::cause).toList(),
        standing(state),
        disarmament(state),
        doubt.waits().map(TransactionViewMapper::waits),
        state.decider().map(TransactionViewMapper::authorship),
        work.flatMap(Branch::coordinator),
        work.map(Branch::participants).orElse(List.of()),
        commands(state),
        history.stream().map(TransactionViewMapper::line).toList());
  }

  private static TransactionViews.Authorship authorship(Decided decided) {
    return new TransactionViews.Authorship(
        decided.by(),
        decided.who(),
        decided.why(),
        decided.at().wall(),
        decided.instant(),
        decided
            .against()
            .map(
                word ->
                    new TransactionViews.Against(
                        word.outcome(), word.by(), word.who(), word.at().wall())));
  }

  private static TransactionViews.Line line(Transition line) {
    return new TransactionViews.Line(
        line.at().wall(),
        line.event(),
        line.from(),
        line.to(),
        line.who(),
        line.requester().principal(),
        line.requester().address(),
        line.detail());
  }

  /** One resource of a transaction, now. */
  public static TransactionViews.Present present(PresentReading reading) {
    Optional<TransactionViews.Sight> now = Optional.empty();
    Optional<TransactionViews.Cause> unreadable = Optional.empty();
    switch (reading.now()) {
      case Reading.Seen seen -> now = Optional.of(sight(Observation.of(reading.device(), seen)));
      case Reading.Unseen unseen -> unreadable = Optional.of(cause(unseen.reason()));
    }
    return new TransactionViews.Present(
        reading.device().value(),
        reading.resource().value(),
        reading.wanted().map(TransactionViewMapper::value),
        reading.before().map(TransactionViewMapper::sight),
        reading.expectations().stream()
            .map(each -> new TransactionViews.Expected(each.use(), each.condition(), each.holds()))
            .toList(),
        now,
        unreadable);
  }

  static TransactionViews.Row row(State state, Optional<Intervention> waits) {
    List<String> devices =
        state.work().stream()
            .flatMap(branch -> branch.tasks().stream())
            .map(task -> task.action().device().value())
            .distinct()
            .toList();
    return new TransactionViews.Row(
        id(state).map(TransactionId::value).orElse(""),
        state.name(),
        outcome(state),
        state.cast().map(VoteViewMapper::kind),
        standing(state),
        waits.map(Intervention::kind),
        devices);
  }

  private static Optional<TransactionId> id(State state) {
    return state instanceof State.Ended ended
        ? Optional.of(ended.id())
        : state.work().map(Branch::id);
  }
}
