package dev.lockstep.transaction;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * How far one task has come (DESIGN P4). Only what was seen, or what the device itself says, is
 * applied.
 */
public sealed interface Progress {

  /**
   * Nothing was sent.
   *
   * @param because why not yet; empty where its turn has not come
   */
  record Waiting(List<Reason> because) implements Progress {
    public Waiting {
      because = List.copyOf(because);
    }
  }

  /**
   * The intent is durable; the send may have begun. Found after a restart: nobody knows, until the
   * device is asked.
   *
   * @param earlier what stays unknown of an earlier send, where this is a repetition; else empty
   */
  record Intended(Moment at, List<Reason> earlier) implements Progress {
    public Intended {
      earlier = List.copyOf(earlier);
    }

    /** The first, or after what was proved not to have happened. */
    public Intended(Moment at) {
      this(at, List.of());
    }
  }

  /** Seen when read back, or in the device's own record. */
  record Applied(Moment at, String evidence, List<Observation> after) implements Progress {
    public Applied {
      after = List.copyOf(after);
    }
  }

  /** Proved: it did not happen, and nothing that was sent can still make it happen. */
  record NotApplied(Moment at, List<Reason> because) implements Progress {
    public NotApplied {
      because = List.copyOf(because);
    }
  }

  /**
   * Nobody can say.
   *
   * @param sentAt when the send began: what a fence must shut out
   */
  record Unknown(Moment sentAt, List<Reason> because) implements Progress {
    public Unknown {
      because = List.copyOf(because);
    }
  }

  default boolean done() {
    return this instanceof Applied;
  }

  /**
   * Whether something may still be under way, so that the device must be asked before anything else
   * is sent.
   */
  default boolean uncertain() {
    return switch (this) {
      case Intended intended -> true;
      case Unknown unknown -> unrepeatable(unknown);
      case Waiting waiting -> false;
      case Applied applied -> false;
      case NotApplied notApplied -> false;
    };
  }

  /** The same, with one more reason. */
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
