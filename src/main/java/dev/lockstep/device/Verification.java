package dev.lockstep.device;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** What proves that an action happened (DESIGN 4.1, {@code verify}). */
public sealed interface Verification {

  /**
   * What was written is read back. The default.
   *
   * @param within how long the device may take until it shows the value
   * @param tolerance in the resource's unit
   */
  record ReadBack(Duration within, BigDecimal tolerance) implements Verification {}

  /**
   * Conditions come true in time: they did not all hold before it was sent, and they do afterwards.
   * The way for methods without outputs, and for devices that ramp.
   */
  record Conditions(List<Condition> conditions, Duration within) implements Verification {
    public Conditions {
      conditions = List.copyOf(conditions);
    }
  }

  /**
   * What a method answers says whether it did its work, as the profile reads it.
   *
   * @param expected what its outputs must be, all of them
   * @param otherwise what it means where they are not
   * @param conditions that must hold as well, in time; none where the outputs are enough
   * @param within how long the device may take until the conditions hold
   */
  record Outputs(
      List<OutputCondition> expected,
      Otherwise otherwise,
      List<Condition> conditions,
      Duration within)
      implements Verification {

    /** What it means that a method answers Good, and its outputs are not as expected. */
    public enum Otherwise {
      /** Nothing: a person must look, or it is sent again where it may be. */
      UNKNOWN,
      /** The method did nothing, and says so. It may be called again. */
      NOT_APPLIED
    }

    public Outputs {
      expected = List.copyOf(expected);
      conditions = List.copyOf(conditions);
    }
  }

  /** The device's own acknowledgement is enough: for what cannot be read. */
  record Acknowledged() implements Verification {}

  /** The conditions that must be seen; empty where none are. */
  default List<Condition> seenBy() {
    return switch (this) {
      case ReadBack readBack -> List.of();
      case Conditions conditions -> conditions.conditions();
      case Outputs outputs -> outputs.conditions();
      case Acknowledged acknowledged -> List.of();
    };
  }
}
