package dev.lockstep.participant;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Comparison;
import dev.lockstep.device.Condition;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Verification;
import dev.lockstep.device.Work;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.transaction.Observation;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Verifier: reads until the device shows what was asked of it, or the time for that is over. */
final class Verifier {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LAST_PAUSE = Duration.ofSeconds(1);
  private static final Duration READ_WITHIN = Duration.ofSeconds(5);

  private final Scheduler clock;
  private final Duration longest;

  /**
   * The last observation.
   *
   * @param missing what differs from what was asked, and what was found instead; empty where it is
   *     verified
   * @param blind whether something could not be read, so that nothing is proved either way
   */
  record Seen(List<Observation> after, List<Reason> missing, boolean blind) {
    static final Seen NOTHING_TO_SEE = new Seen(List.of(), List.of(), false);

    boolean verified() {
      return missing.isEmpty();
    }

    private Seen and(Seen other) {
      List<Observation> all = new ArrayList<>(after);
      all.addAll(other.after);
      List<Reason> wanting = new ArrayList<>(missing);
      wanting.addAll(other.missing);
      return new Seen(all, wanting, blind || other.blind);
    }
  }

  Verifier(Scheduler clock, Duration longest) {
    this.clock = clock;
    this.longest = longest;
  }

  /**
   * Reads repeatedly, with growing pauses, for as long as the profile allows the device, or until
   * the device shows that it failed: what it shows after that comes of something else. Where an
   * operator waits for the result, the next reading is the last.
   */
  Seen verify(Attempt attempt, List<Assignment> written) {
    Action action = attempt.action();
    DeviceLink link = attempt.link();
    Deadline until = Deadline.in(shorter(within(action.guarantees().verification())), clock);
    Duration pause = FIRST_PAUSE;
    while (true) {
      List<Reason> failures =
          attempt.baseline().failures().look(link, Deadline.in(READ_WITHIN, clock));
      if (!failures.isEmpty()) {
        return new Seen(List.of(), failures, false);
      }
      Seen seen = look(action, written, link, Deadline.in(READ_WITHIN, clock));
      if (seen.verified() || until.passed(clock) || attempt.hurried().getAsBoolean()) {
        return seen;
      }
      Duration left = until.left(clock);
      clock.pause(pause.compareTo(left) < 0 ? pause : left);
      pause = pause.multipliedBy(2).compareTo(LAST_PAUSE) < 0 ? pause.multipliedBy(2) : LAST_PAUSE;
    }
  }

  /**
   * Reads once.
   *
   * @param written values that are read back; in addition to conditions only where these alone
   *     prove nothing
   */
  static Seen look(Action action, List<Assignment> written, DeviceLink link, Deadline deadline) {
    return switch (action.guarantees().verification()) {
      case Verification.Acknowledged acknowledged -> Seen.NOTHING_TO_SEE;
      case Verification.ReadBack readBack when written.isEmpty() -> Seen.NOTHING_TO_SEE;
      case Verification.ReadBack readBack -> {
        List<ResourceName> resources = written.stream().map(Assignment::resource).toList();
        yield readBack(action, written, readBack.tolerance(), link.read(resources, deadline));
      }
      case Verification.Conditions conditions when written.isEmpty() ->
          conditions(action, conditions.conditions(), link, deadline);
      case Verification.Conditions conditions -> {
        List<ResourceName> resources = written.stream().map(Assignment::resource).toList();
        List<Reading> readings = link.read(resources, deadline);
        yield readBack(action, written, BigDecimal.ZERO, readings)
            .and(conditions(action, conditions.conditions(), link, deadline));
      }
      case Verification.Outputs outputs when outputs.conditions().isEmpty() -> Seen.NOTHING_TO_SEE;
      case Verification.Outputs outputs -> conditions(action, outputs.conditions(), link, deadline);
    };
  }

  private static Seen readBack(
      Action action, List<Assignment> written, BigDecimal tolerance, List<Reading> readings) {
    List<Observation> after = new ArrayList<>();
    List<Reason> missing = new ArrayList<>();
    for (int each = 0; each < written.size(); each++) {
      Assignment wanted = written.get(each);
      switch (readings.get(each)) {
        case Reading.Seen seen -> {
          after.add(Observation.of(action.device(), seen));
          if (!Comparison.matches(wanted.value(), seen.value(), seen.encoding(), tolerance)) {
            String detail = "wrote %s, read back %s".formatted(wanted.value(), seen.value());
            missing.add(notVerified(action, wanted.resource(), detail));
          }
        }
        case Reading.Unseen unseen ->
            missing.add(
                notVerified(
                    action,
                    wanted.resource(),
                    "could not be read back: " + unseen.reason().detail()));
      }
    }
    return new Seen(after, missing, after.size() < readings.size());
  }

  private static Seen conditions(
      Action action, List<Condition> conditions, DeviceLink link, Deadline deadline) {
    List<ResourceName> resources = conditions.stream().map(Condition::resource).distinct().toList();
    Map<ResourceName, Reading> seen = new LinkedHashMap<>();
    List<Observation> after = new ArrayList<>();
    for (Reading reading : link.read(resources, deadline)) {
      seen.put(reading.resource(), reading);
      if (reading instanceof Reading.Seen now) {
        after.add(Observation.of(action.device(), now));
      }
    }
    List<Reason> missing = new ArrayList<>();
    for (Condition condition : conditions) {
      for (Reason reason : Requirements.broken(action, condition, seen)) {
        missing.add(notVerified(action, condition.resource(), reason.detail()));
      }
    }
    return new Seen(after, missing, after.size() < resources.size());
  }

  private static Reason notVerified(Action action, ResourceName resource, String detail) {
    return Reason.of(Reason.Code.NOT_VERIFIED, detail).during(action).on(resource);
  }

  private static Duration within(Verification verification) {
    return switch (verification) {
      case Verification.Acknowledged acknowledged -> Duration.ZERO;
      case Verification.ReadBack readBack -> readBack.within();
      case Verification.Conditions conditions -> conditions.within();
      case Verification.Outputs outputs -> outputs.within();
    };
  }

  private Duration shorter(Duration within) {
    return within.compareTo(longest) < 0 ? within : longest;
  }

  /** The assignments to read back: all, where read-back is the verification. */
  static List<Assignment> written(Action action) {
    return action.guarantees().verification() instanceof Verification.ReadBack
        ? assigned(action)
        : List.of();
  }

  /** All assignments. */
  static List<Assignment> assigned(Action action) {
    return action.work() instanceof Work.Write write ? write.assignments() : List.of();
  }
}
