package dev.lockstep.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.UsualSettings;
import dev.lockstep.journal.OutboxFile;
import dev.lockstep.journal.SettableClock;
import dev.lockstep.journal.TunedSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventPumpTest {
  private static final Duration LONG = Duration.ofSeconds(11);

  @TempDir Path folder;

  private final SettableClock clock = new SettableClock();
  private final PlayBroker broker = new PlayBroker();
  private final NumberedSource source = new NumberedSource("history");
  private OutboxFile file;
  private EventPump pump;

  @BeforeEach
  void open() throws Exception {
    file = OutboxFile.open(TunedSettings.usual(folder.resolve("outbox.db")));
    start();
  }

  @AfterEach
  void close() {
    file.close();
  }

  /** A gateway that begins, or begins again after a kill. */
  private void start(String... keys) throws Exception {
    OutboxSettings settings = UsualSettings.of(OutboxSettings.class, keys);
    pump = new EventPump(broker, settings, clock, new Random(1), () -> {});
    pump.begin(file, List.of(new NoticeEvents("line-a", file), source));
  }

  private void steps(int count) throws Exception {
    for (int step = 0; step < count; step++) {
      pump.step();
    }
  }

  private OutboxFile.Cursor noted() throws Exception {
    return file.cursor("mqtt", "history").orElseThrow();
  }

  private ChannelStanding.Source shown() {
    return pump.standing().sources().getLast();
  }

  @Test
  void whatIsWrittenIsToldInItsOrderAndTheCursorIsNotedALittleLater() throws Exception {
    source.write("t-1");
    source.write("t-1");
    source.write("t-2");

    steps(3);
    assertThat(broker.arrived()).containsExactlyInAnyOrder("history/1", "history/2", "history/3");
    assertThat(broker.arrived().indexOf("history/1"))
        .isLessThan(broker.arrived().indexOf("history/2"));
    assertThat(noted().number()).as("not with each event").isZero();

    clock.pass(Duration.ofSeconds(1));
    steps(1);
    assertThat(noted().number()).isEqualTo(3);
    assertThat(pump.standing().told()).isEqualTo(3);
    assertThat(pump.standing().waiting()).isZero();
  }

  @Test
  void afterAKillWhatWasNotNotedIsToldAgainUnderItsId() throws Exception {
    source.write("t-1");
    source.write("t-2");
    steps(3);

    start();
    source.write("t-3");
    steps(3);

    assertThat(broker.arrived()).hasSize(5);
    assertThat(broker.firstSeen()).containsExactly("history/1", "history/2", "history/3");
  }

  @Test
  void whatIsSentAndNotAcknowledgedIsNotNotedAndIsToldAgainAfterAKill() throws Exception {
    source.write("t-1");
    broker.silent(true);
    steps(3);
    clock.pass(Duration.ofSeconds(1));
    steps(2);
    assertThat(noted().number()).isZero();

    start();
    broker.silent(false);
    steps(3);

    assertThat(broker.arrived()).containsExactly("history/1", "history/1");
  }

  @Test
  void brokerThatIsAwayDelaysWhatIsToldAndIsShownWithItsRemedy() throws Exception {
    broker.away(true);
    for (int each = 0; each < 1_000; each++) {
      source.write("t-" + each);
    }
    for (int wait = 0; wait < 20; wait++) {
      clock.pass(LONG);
      steps(2);
    }
    assertThat(broker.arrived()).isEmpty();
    assertThat(pump.standing().trouble().orElseThrow()).contains("it is away; bring it back");
    assertThat(pump.standing().failures())
        .as("after the first window one event at a time finds out")
        .isLessThan(256 + 25);
    assertThat(pump.standing().waiting()).isEqualTo(1_000);

    broker.away(false);
    clock.pass(LONG);
    steps(20);
    assertThat(broker.firstSeen()).hasSize(1_000);
    assertThat(pump.standing().trouble()).isEmpty();
    assertThat(pump.standing().lastError()).isPresent();
    assertThat(pump.standing().waiting()).isZero();
  }

  @Test
  void brokerThatAcknowledgesNothingIsGivenUpAndALateAnswerCounts() throws Exception {
    source.write("t-1");
    source.write("t-1");
    broker.silent(true);
    steps(2);
    clock.pass(LONG);
    steps(1);
    assertThat(pump.standing().trouble().orElseThrow()).contains("acknowledged nothing");

    broker.unanswered().getFirst().complete(null);
    broker.silent(false);
    clock.pass(LONG);
    steps(4);

    assertThat(broker.arrived()).containsExactly("history/1", "history/2");
    assertThat(pump.standing().waiting()).isZero();
  }

  @Test
  void beyondTheLimitTheOldestAreNotToldAndThatIsCountedAndTold() throws Exception {
    start("waiting-max=100");
    broker.away(true);
    for (int each = 0; each < 250; each++) {
      source.write("t-" + each % 7);
      steps(1);
      clock.pass(Duration.ofMillis(100));
    }
    assertThat(shown().waiting()).isBetween(100L, 101L);
    long dropped = shown().dropped();
    assertThat(dropped).isBetween(149L, 150L);

    broker.away(false);
    clock.pass(Duration.ofMinutes(1));
    steps(30);

    assertThat(broker.firstSeen().stream().filter(each -> each.startsWith("history")).toList())
        .hasSize((int) (250 - dropped))
        .startsWith("history/" + (dropped + 1));
    assertThat(broker.arrived()).anyMatch(each -> each.contains("dev.lockstep.outbox.dropped.v1"));
    assertThat(noted().dropped()).as("kept").isEqualTo(dropped);
    assertThat(broker.arrived().stream().filter(each -> each.contains("dropped.v1")).count())
        .as("once a minute, not with each")
        .isLessThan(4);
  }

  @Test
  void entryThatIsGoneBeforeItIsToldIsCountedAndTold() throws Exception {
    source.write("t-1");
    source.write("t-2");
    source.write("t-3");
    source.write("t-4");
    source.lose(2);
    source.lose(4);

    steps(6);

    assertThat(broker.firstSeen()).contains("history/1", "history/3");
    assertThat(shown().dropped()).isEqualTo(2);
    assertThat(shown().cursor()).isEqualTo(4);
    assertThat(broker.arrived()).anyMatch(each -> each.contains("\"count\":2"));
  }

  @Test
  void olderCopyOfTheJournalIsFollowedFromItsEnd() throws Exception {
    for (int each = 0; each < 5; each++) {
      source.write("t-1");
    }
    steps(8);
    pump.end();
    source.rewind(2);
    start();
    source.write("t-9");

    steps(3);

    assertThat(broker.arrived()).endsWith("history/3").hasSize(6);
  }

  /** Kills, silence and absence at random; the seed alone repeats it. */
  @Test
  void nothingIsSkippedAndEachSubjectIsFirstSeenInOrderWhateverFails() throws Exception {
    long seed = Long.getLong("lockstep.seed", System.nanoTime());
    System.out.printf("outbox: seed %d%n", seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int turn = 0; turn < 3_000; turn++) {
      play(random);
    }
    broker.away(false);
    broker.silent(false);
    for (int turn = 0; turn < 2_000; turn++) {
      clock.pass(LONG);
      steps(1);
    }
    assertThat(broker.firstSeen()).as("seed %d", seed).hasSize((int) source.last());
    for (int subject = 0; subject < 3; subject++) {
      String own = "t-" + subject;
      List<Long> seen =
          broker.firstSeen().stream()
              .map(each -> Long.valueOf(each.substring("history/".length())))
              .filter(number -> source.subject(number).equals(own))
              .toList();
      assertThat(seen).as("seed %d: %s", seed, own).isSorted();
    }
  }

  private void play(SplittableRandom random) throws Exception {
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> source.write("t-" + random.nextInt(3));
      case 3 -> clock.pass(Duration.ofMillis(random.nextInt(12_000)));
      case 4 -> broker.away(random.nextBoolean());
      case 5 -> broker.silent(random.nextBoolean());
      case 6 -> {
        if (!broker.unanswered().isEmpty()) {
          int which = random.nextInt(broker.unanswered().size());
          broker.unanswered().remove(which).complete(null);
        }
      }
      case 7 -> {
        if (random.nextInt(20) == 0) {
          start(); // killed
        }
      }
      default -> steps(1);
    }
  }
}
