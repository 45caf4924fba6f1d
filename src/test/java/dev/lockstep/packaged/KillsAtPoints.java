package dev.lockstep.packaged;

import dev.lockstep.chaos.ChaosTally;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator.SplittableGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One transaction at a time, and death before each single system call of its life: each piece that
 * is written to the journal, each time that this is made durable, each message that leaves.
 */
final class KillsAtPoints implements Killing {
  private static final List<Story> STORIES =
      List.of(
          new Story(Tale.Course.COMMIT, false, List.of("press", "conveyor")),
          new Story(Tale.Course.COMMIT, true, List.of("oven", "stamp")),
          new Story(Tale.Course.ROLLBACK, false, List.of("press", "conveyor")),
          new Story(Tale.Course.EXECUTE, false, List.of("press", "stamp")),
          new Story(Tale.Course.COMMIT, true, List.of("stamp", "conveyor")),
          new Story(Tale.Course.EXECUTE, false, List.of("oven")));

  /** Longer than a transaction takes that nothing goes wrong with. */
  private static final Duration DIES_WITHIN = Duration.ofSeconds(10);

  private final SplittableGenerator random;
  private final Map<Point, Deque<Integer>> left = new HashMap<>();
  private final List<Point> turns = new ArrayList<>();
  private int tales;

  /** What is played. */
  private record Story(Tale.Course course, boolean staged, List<String> devices) {
    @Override
    public String toString() {
      return course + " of " + String.join(staged ? ", then " : " and ", devices);
    }
  }

  /** Where the calls of one kind are counted from the story's beginning. */
  private record Point(Story story, SystemCalls.Kind kind) {}

  KillsAtPoints(SplittableGenerator random) {
    this.random = random;
    for (SystemCalls.Kind kind : SystemCalls.Kind.values()) {
      STORIES.forEach(story -> turns.add(new Point(story, kind)));
    }
    Collections.shuffle(turns, Random.from(random));
  }

  @Override
  public String name() {
    return "points";
  }

  @Override
  public ChaosTally play(Enough enough) throws Exception {
    try (PackagedGateway line = PackagedGateway.start(name(), Optional.empty());
        ExecutorService coordinator = Executors.newVirtualThreadPerTaskExecutor()) {
      Optional<String> obstacle = SystemCalls.obstacle(line.gateway());
      if (obstacle.isPresent()) {
        return without(enough, obstacle.get());
      }
      PackageFindings findings = new PackageFindings(line);
      Table table = new Table(line, new PackagedWishes(line), coordinator, findings);
      int kills = 0;
      for (int round = 0; !enough.reached(kills); round++) {
        Point point = turns.get(round % turns.size());
        enough.say().accept(round(table, point));
        kills++;
      }
      findings.checkAllAgain();
      return ChaosTally.kills(kills, findings.violations());
    }
  }

  private static ChaosTally without(Enough enough, String obstacle) {
    String skipped = "skipped, no kills at exact points: " + obstacle;
    enough.say().accept(skipped);
    boolean wanted = "true".equals(System.getenv("LOCKSTEP_CI"));
    return ChaosTally.kills(
        0, wanted ? List.of(skipped + ", and LOCKSTEP_CI=true wants them") : List.of());
  }

  /** What it is played with. */
  private record Table(
      PackagedGateway line,
      PackagedWishes wishes,
      ExecutorService coordinator,
      PackageFindings findings) {}

  private String round(Table table, Point point) throws Exception {
    PackagedGateway line = table.line();
    if (left.getOrDefault(point, new ArrayDeque<>()).isEmpty()) {
      left.put(point, counted(table, point));
    }
    int number = left.get(point).isEmpty() ? 1 : left.get(point).pop();
    line.awaitConnected();
    Tale tale = draw(table, point.story());
    Playing playing = new Playing(line, tale, random.split());
    boolean hit;
    CompletableFuture<Void> played;
    try (SystemCalls _ = SystemCalls.killAt(line.gateway(), point.kind(), number)) {
      played = CompletableFuture.runAsync(playing::play, table.coordinator());
      hit = died(line, played);
    }
    String back = line.comeBack(random);
    checkHeld(table, tale);
    played.get(PackagedGateway.PATIENCE.toSeconds() * 3, TimeUnit.SECONDS);
    table.findings().check(tale);
    return "kill %s %s %d of %s, restarted %s: %s"
        .formatted(hit ? "before" : "after", point.kind(), number, point.story(), back, tale);
  }

  /** Whether the process met its point; where it did not, the transaction is over. */
  private static boolean died(PackagedGateway line, CompletableFuture<Void> played)
      throws Exception {
    CompletableFuture<?> death = line.gateway().death();
    try {
      CompletableFuture.anyOf(death, played).get(DIES_WITHIN.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      return false; // killed where it is, by the restart
    }
    return death.isDone();
  }

  /** Every number that this story reaches, in any order. */
  private Deque<Integer> counted(Table table, Point point) {
    table.line().awaitConnected();
    Tale tale = draw(table, point.story());
    int calls;
    try (SystemCalls followed = SystemCalls.follow(table.line().gateway(), point.kind())) {
      new Playing(table.line(), tale, random.split()).play();
      calls = followed.stopAndCount();
    }
    table.findings().check(tale);
    List<Integer> numbers =
        IntStream.rangeClosed(1, calls).boxed().collect(Collectors.toCollection(ArrayList::new));
    Collections.shuffle(numbers, Random.from(random));
    return new ArrayDeque<>(numbers);
  }

  private Tale draw(Table table, Story story) {
    String id = "p-" + ++tales;
    var occurrence = new PackagedWishes.Occurrence(id, random);
    List<Wish> wishes = table.wishes().of(story.devices(), story.staged(), occurrence);
    return new Tale(id, story.course(), wishes);
  }

  /** While it lives, nobody else gets its machines (promise P7). */
  private void checkHeld(Table table, Tale tale) {
    PackagedGateway line = table.line();
    if (!lives(line, tale)) {
      return;
    }
    String rival = tale.id() + "-rival";
    Object device = tale.commands().getFirst().get("device");
    var occurrence = new PackagedWishes.Occurrence(rival, random);
    Wish wish = table.wishes().of(String.valueOf(device), occurrence);
    Map<String, Object> body = Map.of("commands", List.of(wish.command()));
    String vote = line.tell(rival, "prepare", body).body().path("vote").asText();
    line.tell(rival, "rollback", "");
    if (vote.equals("COMMIT") && lives(line, tale)) {
      table.findings().add("%s was promised too while it was held: %s".formatted(device, tale));
    }
  }

  private static boolean lives(PackagedGateway line, Tale tale) {
    String state = line.transaction(tale.id()).body().path("state").asText();
    return state.equals("PREPARED") || state.equals("COMMITTING");
  }
}
