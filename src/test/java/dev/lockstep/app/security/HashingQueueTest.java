package dev.lockstep.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The threads are this test's own: work is taken up when it says so. */
class HashingQueueTest {
  private final Deque<Runnable> threads = new ArrayDeque<>();
  private final List<String> hashed = new ArrayList<>();
  private final List<String> displaced = new ArrayList<>();

  private HashingQueue queue(int waitingMax) {
    return new HashingQueue(threads::addLast, 1, waitingMax);
  }

  private boolean add(HashingQueue queue, String address, int failures) {
    return queue.add(
        address,
        failures,
        new HashingQueue.Hashing(() -> hashed.add(address), () -> displaced.add(address)));
  }

  private void run() {
    threads.removeFirst().run();
  }

  @Test
  void addressesTakeTurnsHoweverManyGuessesOneOfThemHas() {
    HashingQueue queue = queue(100);
    for (int each = 0; each < HashingQueue.AT_ADDRESS_MAX; each++) {
      assertThat(add(queue, "guesser", 0)).isTrue();
    }
    assertThat(add(queue, "guesser", 0)).as("its room is full").isFalse();
    add(queue, "anna", 0);
    add(queue, "bert", 0);

    run();

    assertThat(hashed.subList(0, 4)).containsExactly("guesser", "anna", "bert", "guesser");
    assertThat(hashed).hasSize(HashingQueue.AT_ADDRESS_MAX + 2);
    assertThat(threads).as("one worker for all").isEmpty();
  }

  @Test
  void whoWasNeverWrongGoesBeforeWhoWas() {
    HashingQueue queue = queue(1_000);
    for (int host = 0; host < 253; host++) {
      add(queue, "guesser-" + host, 1);
    }
    add(queue, "cora", 0);

    run();

    assertThat(hashed.getFirst()).isEqualTo("cora");
  }

  /** After a restart nobody was wrong yet, and hundreds ask at once. */
  @Test
  void whoLoggedInThereBeforeGoesFirstAlsoWhereAllOthersAreNew() {
    HashingQueue queue = queue(1_000);
    for (int host = 0; host < 253; host++) {
      add(queue, "guesser-" + host, 0);
    }
    add(queue, "cora", HashingQueue.FIRST);

    run();

    assertThat(hashed.getFirst()).isEqualTo("cora");
  }

  @Test
  void fullQueueGivesTheRoomOfTheWorstToWhoIsBetter() {
    HashingQueue queue = queue(3);
    add(queue, "worst", 9);
    add(queue, "wrong", 1);
    add(queue, "wrong", 1);

    assertThat(add(queue, "as bad", 9)).isFalse();
    assertThat(add(queue, "anna", 0)).isTrue();
    assertThat(add(queue, "bert", 1)).as("as bad, with a shorter queue").isTrue();
    assertThat(displaced).containsExactly("worst", "wrong");
    run();

    assertThat(hashed).containsExactly("anna", "wrong", "bert");
  }

  @Test
  void workerThatEndedIsFollowedByAnother() {
    HashingQueue queue = queue(3);
    add(queue, "anna", 0);
    run();
    add(queue, "bert", 0);
    run();

    assertThat(hashed).containsExactly("anna", "bert");
  }
}
