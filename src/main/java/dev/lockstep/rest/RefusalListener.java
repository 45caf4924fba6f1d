package dev.lockstep.rest;

/** Told of every request that is refused. Thread-safe; must not block. */
@FunctionalInterface
public interface RefusalListener {
  void count(ProblemType type);
}
