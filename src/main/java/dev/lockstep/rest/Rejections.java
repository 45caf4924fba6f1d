package dev.lockstep.rest;

/** Told of every request that is refused. Thread-safe; must not block. */
@FunctionalInterface
public interface Rejections {
  void count(ProblemType type);
}
