package dev.lockstep.outbox;

/** What became of an order that may be acknowledged. */
enum OrderFate {
  /** A coordination was begun. */
  BEGUN,
  /** The coordination was known before: the same order came again. */
  REPEATED,
  /** It is a dead letter. */
  REFUSED
}
