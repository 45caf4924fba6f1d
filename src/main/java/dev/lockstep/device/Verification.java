package dev.lockstep.device;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/**
 * The verification of an action ({@code verify} in a profile): what proves that the device carried
 * it out (P4).
 */
public sealed interface Verification {

  /**
   * Read-back of what was written: the default for writes.
   *
   * @param within the time that the device may take to show the value
   * @param tolerance in the resource's unit
   */
  record ReadBack(Duration within, BigDecimal tolerance) implements Verification {}

  /**
   * Conditions that did not all hold before the send and hold within a time after it. For methods
   * without outputs, and for devices that ramp to a value.
   *
   * @param failed conditions of which none may come to hold after the send: one that does shows
   *     that the device took the command and failed at it. One that held before the send, and has
   *     held since, shows nothing
   */
  record Conditions(List<Condition> conditions, List<Condition> failed, Duration within)
      implements Verification {
    public Conditions {
      conditions = List.copyOf(conditions);
      failed = List.copyOf(failed);
    }

    /** Conditions beside which nothing shows that the command failed. */
    public Conditions(List<Condition> conditions, Duration within) {
      this(conditions, List.of(), within);
    }
  }

  /**
   * Outputs of a method that say whether it did its work.
   *
   * @param expected conditions on the outputs, all of which must hold
   * @param otherwise the meaning of other outputs
   * @param seen conditions on resources that must hold as well, in time; none where the outputs are
   *     enough
   */
  record Outputs(List<OutputCondition> expected, Otherwise otherwise, Conditions seen)
      implements Verification {

    /** The meaning of a method that answers Good with other outputs than expected. */
    public enum Otherwise {
      /**
       * The result is unknown: an operator must look, or the command is sent again where it may be.
       */
      UNKNOWN,
      /** The method reports that it did nothing. It may be called again. */
      NOT_APPLIED
    }

    public Outputs {
      expected = List.copyOf(expected);
    }

    public List<Condition> conditions() {
      return seen.conditions();
    }

    public Duration within() {
      return seen.within();
    }
  }

  /** The device's acknowledgement alone: for what cannot be read back. */
  record Acknowledged() implements Verification {}

  /** The conditions that must be observed; empty for the other kinds. */
  default List<Condition> seenBy() {
    return switch (this) {
      case ReadBack readBack -> List.of();
      case Conditions conditions -> conditions.conditions();
      case Outputs outputs -> outputs.conditions();
      case Acknowledged acknowledged -> List.of();
    };
  }

  /** The conditions that show a failure where they come to hold after the send. */
  default List<Condition> failedBy() {
    return switch (this) {
      case ReadBack readBack -> List.of();
      case Conditions conditions -> conditions.failed();
      case Outputs outputs -> outputs.seen().failed();
      case Acknowledged acknowledged -> List.of();
    };
  }
}
