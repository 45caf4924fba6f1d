package dev.lockstep.plant;

import java.util.List;
import java.util.Map;

/**
 * Whoever has the lines change over together, in a process of its own. The scenes know no more of
 * it than this, and are the same for all of them.
 *
 * <p>Transactions go by the name that the scene gives them. Not running until {@link #start}.
 */
interface PlantCoordinator extends AutoCloseable {

  /** As the demo's first line calls it. */
  String title();

  /** What a gateway must be configured with to be coordinated by it. */
  Map<String, String> settings(Wire wire);

  /**
   * Starts it, again on its own log after it died. Returns when it answers.
   *
   * @throws IllegalStateException where it does not
   */
  void start();

  /** Begins a transaction over both lines, and does not wait for its end. */
  void begin(String name, Changeover changeover, ProductionLines lines);

  /**
   * The same, and it dies (SIGKILL, or as sudden) when it has decided to commit and has written
   * that down. The caller sees to it that nobody can be told before. Returns when it is dead.
   *
   * @throws DemoScene.SceneFailed where it decided otherwise, or not at all
   */
  void beginAndDieDecided(String name, Changeover changeover, ProductionLines lines);

  /**
   * How the transaction stands.
   *
   * @throws DemoScene.SceneFailed where it was refused before it was one
   * @throws java.io.UncheckedIOException where who has to know it does not answer
   */
  PlantCoordination shown(String name);

  /** The id under which the line's gateway knows its part of the transaction. */
  String part(String name, ProductionLine line);

  /** Where it is reached and how it is used, for people: a word each, then what it stands for. */
  List<Map.Entry<String, String>> directions(ProductionLines lines);

  @Override
  void close();
}
