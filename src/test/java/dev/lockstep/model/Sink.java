package dev.lockstep.model;

/** Takes the steps that a world can make. */
interface Sink {
  void take(String what, Turn turn);
}
