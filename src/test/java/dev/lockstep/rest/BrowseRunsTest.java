package dev.lockstep.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lockstep.driver.BrowseFailedException;
import dev.lockstep.journal.SettableClock;
import dev.lockstep.participant.Operator;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Browses for the page, before a machine that is as slow as the test wants. */
class BrowseRunsTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Operator OTTO = new Operator("otto", "a new press");
  private static final MachineBrowser.Draft DRAFT =
      new MachineBrowser.Draft(
          List.of(new MachineBrowser.DraftFile("press.yaml", "name: press\n")),
          List.of("1 resources"),
          Optional.empty());

  private final Machine machine = new Machine();
  private final AtomicInteger recorded = new AtomicInteger();

  @AfterEach
  void letGo() {
    machine.answer.countDown();
  }

  /** Answers when it is let. */
  private static final class Machine implements MachineBrowser {
    private final CountDownLatch answer = new CountDownLatch(1);
    private List<String> faults = List.of();
    private boolean keepsPart;
    private Optional<String> failure = Optional.empty();

    @Override
    public List<String> faults(Wanted wanted) {
      return faults;
    }

    @Override
    public Draft browse(Wanted wanted, IntConsumer progress)
        throws BrowseFailedException, InterruptedException {
      progress.accept(7);
      try {
        answer.await();
      } catch (InterruptedException stopped) {
        if (!keepsPart) {
          throw stopped;
        }
        return new Draft(DRAFT.files(), DRAFT.told(), Optional.of("stopped"));
      }
      if (failure.isPresent()) {
        throw new BrowseFailedException(failure.get());
      }
      return DRAFT;
    }
  }

  private BrowseRuns runs(Duration timeMax, Duration keptMax) {
    return new BrowseRuns(machine, new SettableClock(), timeMax, keptMax);
  }

  private static MachineBrowser.Wanted wanted(String endpoint) {
    Optional<String> none = Optional.empty();
    return new MachineBrowser.Wanted(endpoint, none, none, none, none);
  }

  private BrowseRun begun(BrowseRuns runs) {
    return runs.begin(wanted("opc.tcp://press:4840"), OTTO, recorded::incrementAndGet);
  }

  private static String failed(BrowseRun run) {
    await().until(run::over);
    assertThat(run.end().orElseThrow()).isInstanceOf(BrowseRun.End.Failed.class);
    return ((BrowseRun.End.Failed) run.end().orElseThrow()).why();
  }

  private static MachineBrowser.Draft draft(BrowseRun run) {
    await().until(run::over);
    assertThat(run.end().orElseThrow()).isInstanceOf(BrowseRun.End.Drafted.class);
    return ((BrowseRun.End.Drafted) run.end().orElseThrow()).draft();
  }

  @Test
  void oneAtATimeAndTheSecondIsToldWhoseTheFirstIs() {
    BrowseRuns runs = runs(LONG, LONG);
    BrowseRun first = begun(runs);

    assertThatThrownBy(() -> begun(runs))
        .isInstanceOf(RequestRefusedException.class)
        .hasMessageContaining("otto browses opc.tcp://press:4840")
        .hasMessageContaining("one at a time")
        .satisfies(
            each ->
                assertThat(((RequestRefusedException) each).type())
                    .isEqualTo(ProblemType.OVERLOADED));
    assertThat(recorded).as("what is refused is no act").hasValue(1);

    machine.answer.countDown();
    assertThat(draft(first)).isEqualTo(DRAFT);
    assertThat(begun(runs).number()).isEqualTo(2);
  }

  @Test
  void progressAndTheEndAreSeenAndCountAsChanges() {
    BrowseRuns runs = runs(LONG, LONG);
    long before = runs.version();
    BrowseRun run = begun(runs);

    await().until(() -> run.looked() == 7);
    long meanwhile = runs.version();
    machine.answer.countDown();

    assertThat(draft(run).files()).hasSize(1);
    assertThat(meanwhile).isGreaterThan(before);
    await().until(() -> runs.version() > meanwhile);
    assertThat(runs.last()).containsSame(run);
  }

  @Test
  void stoppedOneSaysByWhomAndGivesItsTurnAway() {
    BrowseRuns runs = runs(LONG, LONG);
    BrowseRun run = begun(runs);

    runs.stop(run.number() + 1, "vera");
    assertThat(run.stopped()).as("another one was meant").isEmpty();
    runs.stop(run.number(), "vera");

    assertThat(failed(run)).isEqualTo("vera stopped it; nothing is kept of it");
    machine.answer.countDown();
    assertThat(draft(begun(runs))).isEqualTo(DRAFT);
  }

  @Test
  void whatTheMachineSaidBeforeTheStopIsKept() {
    machine.keepsPart = true;
    BrowseRuns runs = runs(LONG, LONG);
    BrowseRun run = begun(runs);

    runs.stop(run.number(), "vera");

    assertThat(draft(run).unfinished()).contains("stopped");
    assertThat(run.stopped()).contains("vera stopped it");
  }

  @Test
  void endsWhenItsTimeIsOver() {
    BrowseRun run = begun(runs(Duration.ofMillis(20), LONG));

    assertThat(failed(run)).contains("its time was over");
  }

  @Test
  void endsWithTheGateway() {
    BrowseRuns runs = runs(LONG, LONG);
    BrowseRun run = begun(runs);

    runs.end();

    assertThat(failed(run)).contains("the gateway was stopped");
  }

  @Test
  void failureIsTheMachinesSentenceInOneLine() {
    machine.failure = Optional.of("is not trusted\nby anybody");
    BrowseRuns runs = runs(LONG, LONG);
    BrowseRun run = begun(runs);
    machine.answer.countDown();

    assertThat(failed(run)).isEqualTo("is not trusted\\u000Aby anybody");
  }

  @Test
  void faultOfTheGatewayEndsItAndLetsTheNextBegin() {
    BrowseRuns runs =
        new BrowseRuns(
            new MachineBrowser() {
              @Override
              public List<String> faults(Wanted wanted) {
                return List.of();
              }

              @Override
              public Draft browse(Wanted wanted, IntConsumer progress) {
                throw new IllegalStateException("a bug");
              }
            },
            new SettableClock(),
            LONG,
            LONG);

    assertThat(failed(begun(runs))).contains("see the log");
    assertThat(begun(runs).number()).isEqualTo(2);
  }

  @Test
  void faultyOneIsRefusedUnrecordedAndNothingIsBegun() {
    machine.faults = List.of("no such address", "no such name");
    BrowseRuns runs = runs(LONG, LONG);

    assertThatThrownBy(() -> begun(runs)).hasMessage("no such address; no such name");

    assertThat(runs.last()).isEmpty();
    assertThat(recorded).hasValue(0);
  }

  @Test
  void whatCannotBeRecordedIsNotBegun() {
    BrowseRuns runs = runs(LONG, LONG);

    assertThatThrownBy(
            () ->
                runs.begin(
                    wanted("mqtt://hall"),
                    OTTO,
                    () -> {
                      throw new RequestRefusedException(ProblemType.AUDIT_UNAVAILABLE, "no disk");
                    }))
        .hasMessage("no disk");

    assertThat(runs.last()).isEmpty();
  }

  @Test
  void draftsAreForgottenAfterAWhile() {
    BrowseRuns runs = runs(LONG, Duration.ofMillis(20));
    BrowseRun run = begun(runs);
    machine.answer.countDown();

    await().until(() -> runs.last().isEmpty());

    assertThat(draft(run)).isEqualTo(DRAFT);
  }

  @Test
  void laterOneIsKeptForItsOwnTime() {
    BrowseRuns runs = runs(LONG, LONG);
    begun(runs);
    machine.answer.countDown();
    await().until(() -> runs.last().orElseThrow().over());

    BrowseRun second = begun(runs);

    await().until(second::over);
    assertThat(runs.last()).containsSame(second);
  }
}
