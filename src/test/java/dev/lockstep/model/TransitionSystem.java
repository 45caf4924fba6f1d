package dev.lockstep.model;

import java.util.List;
import java.util.Optional;

/** A transition system: a first world, the steps from each world, and what must hold in all. */
interface TransitionSystem {

  /** The length of a world, in longs. */
  int words();

  World first();

  /** Every step that can be taken next, always in the same order. */
  void steps(World world, Sink sink);

  /** Takes out of a world what can change nothing any more. */
  void tidy(World world);

  /** The promise that this world breaks, if it does. */
  Optional<String> broken(World world);

  /** Whether all is over. */
  boolean over(World world);

  /** A schedule as the lines of a scenario; empty where there are no such scenarios. */
  List<String> script(List<String> schedule);
}
