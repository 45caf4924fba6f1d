package dev.lockstep.transaction;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * The progress of one task. A task counts as applied only where that was read back, or the device's
 * own record says so (P4).
 */
public sealed interface Progress {

  /**
   * Waiting: nothing was sent.
   *
   * @param because why it is held back; empty where it is not its turn
   */
  record Waiting(List<Reason> because) implements Progress {
    public Waiting {
      because = List.copyOf(because);
    }
  }

  /**
   * Intended: the intent is durable and the send may have begun. After a restart its result is
   * unknown until the device is asked.
   *
   * @param earlier what is unknown of an earlier send, where this is a repetition; otherwise empty
   */
  record Intended(Moment at, List<Reason> earlier) implements Progress {
    public Intended {
      earlier = List.copyOf(earlier);
    }

    /** The first intent, or one after a send that is proved not to have been carried out. */
    public Intended(Moment at) {
      this(at, List.of());
    }
  }

  /** Applied: read back, or found in the device's own record. */
  record Applied(Moment at, String evidence, List<Observation> after) implements Progress {
    public Applied {
      after = List.copyOf(after);
    }
  }

  /**
   * Not applied: it is proved that the command was not carried out, and that no send can still
   * arrive.
   */
  record NotApplied(Moment at, List<Reason> because) implements Progress {
    public NotApplied {
      because = List.copyOf(because);
    }
  }

  /**
   * Unknown: the command was sent, and it is not proved whether it was carried out.
   *
   * @param sentAt when the send began: the send that a fence must shut out
   */
  record Unknown(Moment sentAt, List<Reason> because) implements Progress {
    public Unknown {
      because = List.copyOf(because);
    }
  }

  default boolean done() {
    return this instanceof Applied;
  }

  /** Whether a send may still be under way, so that the device must be asked before another one. */
  default boolean uncertain() {
    return switch (this) {
      case Intended intended -> true;
      case Unknown unknown -> unrepeatable(unknown);
      case Waiting waiting -> false;
      case Applied applied -> false;
      case NotApplied notApplied -> false;
    };
  }

  /** This progress with one more reason. */
  default Progress noting(Reason reason) {
    List<Reason> reasons = new ArrayList<>(reasons());
    reasons.add(reason);
    return switch (this) {
      case Waiting waiting -> new Waiting(reasons);
      case NotApplied notApplied -> new NotApplied(notApplied.at(), reasons);
      case Unknown unknown -> new Unknown(unknown.sentAt(), reasons);
      case Intended intended -> new Unknown(intended.at(), reasons);
      case Applied applied -> applied;
    };
  }

  private static boolean unrepeatable(Unknown unknown) {
    return Repetition.earlier(unknown.because()).isEmpty();
  }

  default List<Reason> reasons() {
    return switch (this) {
      case Waiting waiting -> waiting.because();
      case NotApplied notApplied -> notApplied.because();
      case Unknown unknown -> unknown.because();
      case Intended intended -> intended.earlier();
      case Applied applied -> List.of();
    };
  }
}
