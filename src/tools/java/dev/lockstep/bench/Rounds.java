package dev.lockstep.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Has contenders take turns, A B B A, so that what else happens on the machine hits all of them,
 * and so does what the one before leaves behind.
 */
final class Rounds {
  private static final Duration SETTLE_TIME = Duration.ofMillis(500);

  private final int count;
  private final List<Load> loads;
  private final List<Contender> contenders;

  /**
   * Nothing runs yet.
   *
   * @param count of the rounds that a level's time is divided into
   * @param machines each participant has
   */
  Rounds(int count, List<Contender> contenders, int machines) {
    this.count = count;
    this.contenders = List.copyOf(contenders);
    this.loads = contenders.stream().map(each -> new Load(each, machines)).toList();
  }

  /** Not counted, but what goes wrong already here would be no better later. */
  void warmUp(int level, Duration time) throws IOException {
    for (int each = 0; each < contenders.size(); each++) {
      uncounted(each, level, time);
    }
  }

  /** One level; a run for each contender, in their order. */
  List<Run> measure(int level, Duration time) throws IOException, InterruptedException {
    List<Run> runs = new ArrayList<>();
    contenders.forEach(each -> runs.add(Run.of(each, level)));
    for (int round = 0; round < count; round++) {
      for (int turn = 0; turn < contenders.size(); turn++) {
        int each = round % 2 == 0 ? turn : contenders.size() - 1 - turn;
        uncounted(each, level, SETTLE_TIME);
        List<Server> processes = contenders.get(each).processes();
        Usage before = Usage.of(processes);
        Load.Result result = loads.get(each).run(level, time.dividedBy(count));
        runs.set(each, runs.get(each).plus(result, Usage.of(processes).since(before)));
      }
    }
    return runs;
  }

  /** For that long and for nothing else; how many committed. */
  int only(int contender, int level, Duration time) throws IOException {
    return loads.get(contender).run(level, time).tally().committed();
  }

  /** One transaction of one contender. */
  BenchmarkTally once(int contender) throws IOException {
    return loads.get(contender).times(1, 1).tally();
  }

  private void uncounted(int contender, int level, Duration time) throws IOException {
    BenchmarkTally tally = loads.get(contender).run(level, time).tally();
    if (tally.failed() > 0) {
      throw new IllegalStateException(
          "%s, while warming up, %d at a time: %s"
              .formatted(contenders.get(contender).name(), level, tally.errors()));
    }
  }
}
