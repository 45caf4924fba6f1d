package dev.lockstep.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EventWindowTest {
  private final EventWindow window = new EventWindow();

  private static EventSource.Entry entry(long number, String subject) {
    return new EventSource.Entry(number, new CloudEvent("id-" + number, "type", subject, "{}"));
  }

  private EventWindow.Item next() {
    return window.next().orElseThrow();
  }

  @Test
  void entryWaitsForTheEarlierOneOfItsSubjectAndForNoOther() {
    window.add(entry(1, "a"));
    window.add(entry(2, "a"));
    window.add(entry(3, "b"));

    EventWindow.Item first = next();
    assertThat(first.entry().number()).isEqualTo(1);
    assertThat(next().entry().number()).isEqualTo(3);
    assertThat(window.next()).isEmpty();

    window.told(first);
    assertThat(next().entry().number()).isEqualTo(2);
  }

  @Test
  void cursorMovesOverWhatIsToldWithoutAGapOnly() {
    window.add(entry(5, "a"));
    window.add(entry(7, "b"));
    EventWindow.Item five = next();
    EventWindow.Item seven = next();

    window.told(seven);
    assertThat(window.advance()).isZero();
    window.told(five);
    assertThat(window.advance()).isEqualTo(7);
    assertThat(window.size()).isZero();
  }

  @Test
  void failedEntryIsSentBeforeAnyOtherAndItsLateFailureChangesNothing() {
    window.add(entry(1, "a"));
    window.add(entry(2, "b"));
    EventWindow.Item one = next();
    int first = one.attempt();

    assertThat(window.failed(one, first)).isTrue();
    assertThat(window.failed(one, first)).as("told twice").isFalse();
    assertThat(next()).isSameAs(one);
    assertThat(window.failed(one, first)).as("of an earlier attempt").isFalse();
    assertThat(next().entry().number()).isEqualTo(2);
    assertThat(window.next()).isEmpty();
  }

  @Test
  void lateAcknowledgementOfAnEntryThatIsToBeSentAgainCounts() {
    window.add(entry(1, "a"));
    window.add(entry(2, "a"));
    EventWindow.Item one = next();
    window.failed(one, one.attempt());

    window.told(one);

    assertThat(next().entry().number()).isEqualTo(2);
    assertThat(window.advance()).isEqualTo(1);
  }

  @Test
  void droppedEntryLetsTheNextOfItsSubjectGo() {
    window.add(entry(1, "a"));
    window.add(entry(2, "a"));
    window.add(entry(3, "a"));
    EventWindow.Item one = next();

    window.drop(2);

    assertThat(window.failed(one, one.attempt())).isFalse();
    assertThat(next().entry().number()).isEqualTo(3);
    assertThat(window.next()).isEmpty();
  }

  /** Brokers that fail, answer late and twice: what a consumer sees first is in order. */
  @Test
  void whateverIsRepeatedEachSubjectIsFirstSeenInItsOrder() {
    long seed = Long.getLong("lockstep.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      assertThat(play(random)).as("seed %d", seed).isEmpty();
    }
  }

  private record Attempt(EventWindow.Item item, int number) {}

  private static List<String> play(SplittableRandom random) {
    EventWindow window = new EventWindow();
    int entries = 30;
    List<Attempt> underWay = new ArrayList<>();
    Consumer consumer = new Consumer();
    List<String> faults = new ArrayList<>();
    long added = 0;
    long reached = 0;
    for (int turn = 0; turn < 100_000 && reached < entries; turn++) {
      if (added < entries && random.nextInt(3) == 0) {
        added++;
        EventSource.Entry entry = entry(added, "s" + random.nextInt(4));
        consumer.added(entry);
        window.add(entry);
      }
      Optional<EventWindow.Item> next = random.nextBoolean() ? window.next() : Optional.empty();
      next.ifPresent(item -> underWay.add(new Attempt(item, item.attempt())));
      if (!underWay.isEmpty() && random.nextBoolean()) {
        Attempt answered = underWay.remove(random.nextInt(underWay.size()));
        boolean arrived = random.nextInt(3) > 0;
        if (arrived) {
          consumer.receive(answered.item().entry()).ifPresent(faults::add);
        }
        if (arrived && random.nextInt(4) > 0) {
          window.told(answered.item());
        } else {
          window.failed(answered.item(), answered.number());
        }
      }
      reached = Math.max(reached, window.advance());
    }
    if (reached != entries) {
      faults.add("told up to %d only".formatted(reached));
    }
    return faults;
  }

  /** Ignores ids that it has seen, and knows which one of a subject must be the next. */
  private static final class Consumer {
    private final Map<String, List<Long>> written = new HashMap<>();
    private final Map<String, Integer> seen = new HashMap<>();

    void added(EventSource.Entry entry) {
      written.computeIfAbsent(entry.event().subject(), s -> new ArrayList<>()).add(entry.number());
    }

    Optional<String> receive(EventSource.Entry entry) {
      String subject = entry.event().subject();
      int at = written.getOrDefault(subject, List.of()).indexOf(entry.number());
      int next = seen.getOrDefault(subject, 0);
      if (at == next) {
        seen.put(subject, next + 1);
      }
      return at > next
          ? Optional.of("%s before the one it follows".formatted(entry))
          : Optional.empty();
    }
  }
}
