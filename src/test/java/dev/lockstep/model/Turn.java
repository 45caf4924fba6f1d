package dev.lockstep.model;

import java.util.ArrayList;
import java.util.List;

/** One step in the making: the world as it will be, and what was broken on the way. */
final class Turn {
  final World world;

  /** Whether nothing went wrong in it: only such steps count on the way to an end. */
  boolean sound = true;

  final List<String> violations = new ArrayList<>();

  /** What was written lazily: it may have reached the disk, or not. */
  final List<Runnable> lazily = new ArrayList<>();

  Turn(World before) {
    world = before.copy();
  }

  void check(boolean holds, String violation) {
    if (!holds) {
      violations.add(violation);
    }
  }
}
