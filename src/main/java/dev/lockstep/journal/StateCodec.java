package dev.lockstep.journal;

import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.util.Arrays;

/** The codec of the participant's states. */
final class StateCodec implements Codec<State> {

  @Override
  public String id(State state) {
    return state instanceof State.Ended ended
        ? ended.id().value()
        : state
            .work()
            .orElseThrow(() -> new IllegalArgumentException("absence is not written"))
            .id()
            .value();
  }

  @Override
  public int code(State state) {
    return code(state.name());
  }

  /** The state as a number. Never renumbered: it is on disk. */
  static int code(State.Name name) {
    return switch (name) {
      case ABSENT -> 0;
      case PREPARING -> 1;
      case PREPARED -> 2;
      case COMMITTING -> 3;
      case ROLLING_BACK -> 4;
      case ENDED -> ENDED;
    };
  }

  static State.Name name(int code) {
    return Arrays.stream(State.Name.values())
        .filter(name -> code(name) == code)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such state: " + code));
  }

  /** Never what lives, never an unforgotten heuristic (P10). */
  @Override
  public Prunable prunable(State state) {
    if (!(state instanceof State.Ended ended)) {
      return Prunable.NEVER;
    }
    if (ended.forgotten()) {
      return Prunable.FORGOTTEN;
    }
    return ended.outcome().filter(Outcome::heuristic).isPresent()
        ? Prunable.NEVER
        : Prunable.UNFORGOTTEN;
  }

  @Override
  public Codec.Terms terms(State state) {
    return BranchAndVote.of(state);
  }

  @Override
  public String encode(State state) {
    return StateWriter.encode(state);
  }

  @Override
  public State decode(String id, int code, String terms, String body) {
    TransactionId name = new TransactionId(id);
    return StateReader.decode(name, name(code), BranchAndVote.decode(name, terms), body);
  }
}
