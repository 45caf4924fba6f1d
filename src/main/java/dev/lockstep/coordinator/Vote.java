package dev.lockstep.coordinator;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a gateway made of its prepare, as seen from here. */
public sealed interface Vote {

  /** No answer yet. */
  record Awaited() implements Vote {}

  /**
   * COMMIT: the gateway will do what is decided.
   *
   * @param promise what the vote rests on, in the gateway's own word, for example {@code DURABLE}
   * @param heldUntil when the promise lapses, by the gateway's clock, where it does
   * @param readings in a dry run, what its machines showed
   */
  record Yes(String promise, Optional<Instant> heldUntil, VoteReadings readings) implements Vote {
    public Yes(String promise, Optional<Instant> heldUntil) {
      this(promise, heldUntil, VoteReadings.NONE);
    }
  }

  /**
   * READ_ONLY: nothing moves there, so it takes no part in phase two.
   *
   * @param readings in a dry run, what its machines showed
   */
  record ReadOnly(VoteReadings readings) implements Vote {
    public ReadOnly() {
      this(VoteReadings.NONE);
    }
  }

  /** ROLLBACK: the gateway ended its branch by itself and needs no word of ours. */
  record No(List<Objection> reasons) implements Vote {
    public No {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * The id belongs to another transaction at that gateway. Nothing may be sent for it: a rollback
   * or a DELETE would hit what is not ours.
   */
  record Taken(String detail) implements Vote {}

  /**
   * No vote that could be understood, in time. The gateway may or may not have voted, so it is told
   * to roll back.
   */
  record Missing(String detail) implements Vote {}

  /** Whether it lets the others commit. */
  default boolean consents() {
    return switch (this) {
      case Yes yes -> true;
      case ReadOnly readOnly -> true;
      case Awaited awaited -> false;
      case No no -> false;
      case Taken taken -> false;
      case Missing missing -> false;
    };
  }

  /** Whether it settles that the decision is ABORT. */
  default boolean refuses() {
    return switch (this) {
      case No no -> true;
      case Taken taken -> true;
      case Missing missing -> true;
      case Awaited awaited -> false;
      case Yes yes -> false;
      case ReadOnly readOnly -> false;
    };
  }
}
