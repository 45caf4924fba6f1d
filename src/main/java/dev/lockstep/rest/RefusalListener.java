package dev.lockstep.rest;

/** Listener that is told of every refused request. Thread-safe; must not block. */
@FunctionalInterface
public interface RefusalListener {
  void count(ProblemType type);
}
