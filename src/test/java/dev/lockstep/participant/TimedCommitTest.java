package dev.lockstep.participant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Boot;
import dev.lockstep.device.CommandName;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Promise;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.device.Work;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Decision;
import dev.lockstep.transaction.Effect;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Protocol;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A commit at an instant, through every course of a grid: when the decision arrives, how late each
 * step of the gateway is, how its clock is set meanwhile, whether the power goes and for how long.
 * A machine is let go at the instant, by a clock that nobody set, or not at all.
 */
class TimedCommitTest {
  private static final Instant TOGETHER = Instant.parse("2026-03-02T06:01:00Z");
  private static final Duration TOLERANCE = Duration.ofMillis(100);
  private static final Duration UNNOTICED = Duration.ofMillis(30);
  private static final DeviceName PRESS = new DeviceName("press");

  private static final long[] AHEAD = {-1_000, 0, 10, 240, 260, 5_000, 30_000};
  private static final long[] LATE = {0, 90, 400, 40_000};
  private static final long[] SET = {0, 10, -10, 120, -120, 5_000, -5_000};

  /** How long the power is away; -1: it stays. */
  private static final long[] AWAY = {-1, 50, 2_000, 40_000};

  private final TimedClock clock = new TimedClock();
  private int letGo;
  private int withheld;

  /** A wall clock and ticks that are moved by hand; what happens during a pause is laid down. */
  private static final class TimedClock implements Scheduler {
    private long millis;
    private long set;
    private long overslept;
    private long setDuringPause;
    private int boots = 1;
    private boolean synchronised = true;

    void begin(long before) {
      millis = -before;
      set = 0;
      boots = 1;
      synchronised = true;
    }

    void pass(long more) {
      millis += more;
    }

    @Override
    public Moment now() {
      return new Moment(
          TOGETHER.plusMillis(millis + set),
          (millis + 1_000_000L * boots) * 1_000_000,
          "run",
          new Boot("boot " + boots, "pc"),
          synchronised);
    }

    @Override
    public void pause(Duration time) {
      pass(time.toMillis() + overslept);
      set += setDuringPause;
    }

    @Override
    public void later(Duration delay, Runnable task) {
      throw new IllegalStateException("timers are driven by the test");
    }
  }

  /** What befalls one commit. */
  private record Course(
      long ahead, long timerLate, long set, long away, boolean boots, boolean synchronised) {}

  @Test
  void machineIsLetGoAtTheInstantOrNotAtAll() {
    for (long ahead : AHEAD) {
      for (long late : LATE) {
        for (long set : SET) {
          for (long away : AWAY) {
            play(new Course(ahead, late, set, away, false, true));
            if (away >= 0) {
              play(new Course(ahead, late, set, away, true, true));
              play(new Course(ahead, late, set, away, true, false));
            }
          }
        }
      }
    }
    assertThat(letGo).as("let go").isGreaterThan(1_000);
    assertThat(withheld).as("withheld").isGreaterThan(1_000);
  }

  /** The last part of a course: between the durable intent and the send. */
  private void play(Course course) {
    for (long effectLate : LATE) {
      for (long overslept : new long[] {0, 1, 99, 101, 5_000}) {
        for (long setAtLast : SET) {
          clock.overslept = overslept;
          clock.setDuringPause = setAtLast;
          play(course, effectLate);
        }
      }
    }
  }

  private void play(Course course, long effectLate) {
    clock.begin(course.ahead());
    Decided decided = Decided.byCoordinator(clock.now()).moving(Optional.of(TOGETHER));
    Decision decision = Protocol.decide(prepared(), new Event.CommitDecided(decided));
    boolean disturbed = false;
    for (int looks = 0; decision.effect() instanceof Effect.AwaitInstant; looks++) {
      assertThat(looks).as("looks at the clock").isLessThan(100);
      boolean restarted = !disturbed && course.away() >= 0;
      if (restarted) {
        clock.pass(course.away());
        if (course.boots()) {
          clock.boots++;
          clock.synchronised = course.synchronised();
        }
      } else {
        clock.pass(untilNear() + (disturbed ? 0 : course.timerLate()));
      }
      // A clock that is kept right on both sides of a boot is right.
      clock.set += disturbed || (restarted && course.boots()) ? 0 : course.set();
      disturbed = true;
      decision =
          Protocol.decide(
              decision.next(),
              restarted ? new Event.Restarted(clock.now()) : new Event.InstantNear(clock.now()));
    }
    State.Committing state = (State.Committing) decision.next();
    if (!(decision.effect() instanceof Effect.Actuate actuate)) {
      assertThat(state.standing()).isEqualTo(State.Committing.Standing.WITHHELD);
      withheld++;
      return;
    }
    clock.pass(effectLate);
    Optional<String> missed = new LetGo(actuate, clock, TOLERANCE).await(PRESS);
    if (missed.isPresent()) {
      withheld++;
      return;
    }
    letGo++;
    Duration late = Duration.between(TOGETHER, clock.now().wall());
    boolean inTime =
        late.compareTo(UNNOTICED.negated()) >= 0
            && late.compareTo(TOLERANCE.plus(UNNOTICED)) <= 0
            && Math.abs(clock.set) <= UNNOTICED.toMillis();
    if (!inTime) {
      fail(
          "let go %s after the instant, the clock set by %d ms: %s"
              .formatted(late, clock.set, course));
    }
  }

  private long untilNear() {
    return Math.max(0, -(clock.millis + clock.set) - Effect.AwaitInstant.LEAD.toMillis());
  }

  private static State prepared() {
    Work work =
        new Work.Write(
            List.of(List.of(new Assignment(new ResourceName("Recipe"), Value.Numeric.of(7)))));
    Action action = new Action(PRESS, new CommandName("Load"), work, Guarantees.OF_WRITES);
    Branch branch =
        new Branch(
            ParticipantRig.id("t1"),
            "fingerprint",
            List.of(new Task(0, 0, action)),
            Optional.empty(),
            List.of(),
            false);
    Moment voted =
        new Moment(
            TOGETHER.minusSeconds(40),
            (1_000_000L - 40_000) * 1_000_000,
            "run",
            new Boot("boot 1", "pc"),
            true);
    return new State.Prepared(
        branch, new Ballot.Yes(Promise.CHECKED, Optional.empty(), List.of(), voted), List.of());
  }
}
