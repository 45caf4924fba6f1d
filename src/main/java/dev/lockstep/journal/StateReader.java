package dev.lockstep.journal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Observation;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads what {@link StateWriter} wrote. */
final class StateReader {
  private final TransactionId id;
  private final BranchAndVote terms;
  private final JsonNode node;
  private final List<ProcessRun> runs;

  private StateReader(TransactionId id, BranchAndVote terms, JsonNode node) {
    this.id = id;
    this.terms = terms;
    this.node = node;
    this.runs = JournalJson.list(node, "runs", ProcessRun::read);
  }

  /**
   * The state that was written.
   *
   * @param terms as they are stored beside
   * @throws IllegalArgumentException where the body is not one of a state of that name
   */
  static State decode(TransactionId id, State.Name name, BranchAndVote terms, String body) {
    try {
      return new StateReader(id, terms, JournalJson.parse(body)).read(name);
    } catch (IOException | DateTimeException | IndexOutOfBoundsException malformed) {
      throw new IllegalArgumentException(malformed.getMessage(), malformed);
    }
  }

  /**
   * The terms that were written.
   *
   * @throws IllegalArgumentException where the body is none of such
   */
  static BranchAndVote decode(TransactionId id, String body) {
    BranchAndVote none = new BranchAndVote(Optional.empty(), Optional.empty());
    try {
      StateReader reader = new StateReader(id, none, JournalJson.parse(body));
      return new BranchAndVote(
          Optional.ofNullable(reader.node.get("branch")).map(node -> BranchJson.read(id, node)),
          Optional.ofNullable(reader.node.get("vote")).map(reader::ballot));
    } catch (IOException | DateTimeException | IndexOutOfBoundsException malformed) {
      throw new IllegalArgumentException(malformed.getMessage(), malformed);
    }
  }

  private State read(State.Name name) {
    return switch (name) {
      case ABSENT -> throw new IllegalArgumentException("absence is not written");
      case PREPARING ->
          new State.Preparing(
              branch(),
              State.Preparing.Phase.valueOf(JournalJson.text(node, "phase")),
              seen(node, "before"),
              moment(node, "since"));
      case PREPARED -> new State.Prepared(branch(), yes(), reasons(node, "broken"));
      case COMMITTING ->
          new State.Committing(
              branch(),
              yes(),
              decided(),
              JournalJson.list(node, "progress", this::progress),
              State.Committing.Standing.valueOf(JournalJson.text(node, "standing")),
              moment(node, "lastStep"),
              JournalJson.textIfAny(node, "instant").map(Instant::parse));
      case ROLLING_BACK ->
          new State.RollingBack(
              branch(),
              vote(),
              decided(),
              Outcome.valueOf(JournalJson.text(node, "outcome")),
              JournalJson.list(node, "progress", this::progress),
              State.RollingBack.Disarmament.valueOf(JournalJson.text(node, "disarmament")),
              node.has("because") ? reasons(node, "because") : List.of());
      case ENDED ->
          new State.Ended(
              id,
              JournalJson.flag(node, "branch") ? Optional.of(branch()) : Optional.empty(),
              JournalJson.flag(node, "vote") ? Optional.of(vote()) : Optional.empty(),
              JournalJson.textIfAny(node, "outcome").map(Outcome::valueOf),
              JournalJson.list(node, "progress", this::progress),
              decided(),
              JournalJson.flag(node, "forgotten"));
    };
  }

  private Branch branch() {
    return terms.branch().orElseThrow(() -> new IllegalArgumentException("its branch is missing"));
  }

  private Ballot vote() {
    return terms.ballot().orElseThrow(() -> new IllegalArgumentException("its vote is missing"));
  }

  private Ballot.Yes yes() {
    if (vote() instanceof Ballot.Yes yes) {
      return yes;
    }
    throw new IllegalArgumentException("its vote is not COMMIT");
  }

  private Ballot ballot(JsonNode vote) {
    Moment at = moment(vote, "at");
    return switch (JournalJson.text(vote, "is")) {
      case "YES" ->
          new Ballot.Yes(
              Promise.valueOf(JournalJson.text(vote, "promise")),
              JournalJson.textIfAny(vote, "heldUntil").map(Instant::parse),
              seen(vote, "before"),
              at);
      case "READ_ONLY" -> new Ballot.ReadOnly(seen(vote, "readings"), at);
      case "NO" -> new Ballot.No(reasons(vote, "reasons"), at);
      case String other -> throw new IllegalArgumentException("no such vote: " + other);
    };
  }

  private Decided decided() {
    JsonNode decided = JournalJson.field(node, "decided");
    return new Decided(
        Decided.Authority.valueOf(JournalJson.text(decided, "by")),
        JournalJson.textIfAny(decided, "who").orElse(""),
        JournalJson.textIfAny(decided, "why").orElse(""),
        moment(decided, "at"),
        contradiction(decided.path("against")),
        JournalJson.textIfAny(decided, "instant").map(Instant::parse));
  }

  private Optional<Decided.Contradiction> contradiction(JsonNode against) {
    return against.isMissingNode()
        ? Optional.empty()
        : Optional.of(
            new Decided.Contradiction(
                Outcome.valueOf(JournalJson.text(against, "outcome")),
                Decided.Authority.valueOf(JournalJson.text(against, "by")),
                JournalJson.textIfAny(against, "who").orElse(""),
                moment(against, "at")));
  }

  private Progress progress(JsonNode each) {
    return switch (JournalJson.text(each, "is")) {
      case "WAITING" -> new Progress.Waiting(reasons(each, "because"));
      case "INTENDED" -> new Progress.Intended(moment(each, "at"), reasons(each, "earlier"));
      case "APPLIED" ->
          new Progress.Applied(
              moment(each, "at"), JournalJson.text(each, "evidence"), seen(each, "after"));
      case "NOT_APPLIED" -> new Progress.NotApplied(moment(each, "at"), reasons(each, "because"));
      case "UNKNOWN" -> new Progress.Unknown(moment(each, "at"), reasons(each, "because"));
      case String other -> throw new IllegalArgumentException("no such progress: " + other);
    };
  }

  private static List<Reason> reasons(JsonNode from, String name) {
    return JournalJson.list(from, name, ValueJson::readReason);
  }

  private static List<Observation> seen(JsonNode from, String name) {
    return JournalJson.list(from, name, ValueJson::readObservation);
  }

  private Moment moment(JsonNode from, String name) {
    JsonNode parts = JournalJson.field(from, name);
    ProcessRun run = runs.get(parts.required(3).intValue());
    return new Moment(
        Instant.ofEpochSecond(parts.required(0).longValue(), parts.required(1).intValue()),
        parts.required(2).longValue(),
        run.name(),
        run.boot(),
        parts.path(4).intValue() == 1);
  }
}
