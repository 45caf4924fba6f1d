package dev.lockstep.transaction;

/**
 * What follows from a state and an event: first the next state becomes as durable as asked, then
 * the effect is done.
 *
 * @param next may be the same state
 * @param durability what the journal owes before the effect and before any answer
 * @param effect to be done then
 * @param reply for whoever made the request
 */
public record Decision(State next, Durability durability, Effect effect, Reply reply) {

  /** How durable the next state must be. */
  public enum Durability {
    /** Nothing to write: same state, or one that leaves nothing behind. */
    NONE,
    /** Written soon; losing it in a power cut breaks no promise. */
    LAZY,
    /** Survives a power cut before anything else happens (DESIGN P1). */
    FORCED
  }

  static Decision stay(State state) {
    return new Decision(state, Durability.NONE, new Effect.None(), new Reply.Taken());
  }

  static Decision stay(State state, Effect effect) {
    return new Decision(state, Durability.NONE, effect, new Reply.Taken());
  }

  /** Refused, and what was learnt from it is durable first. */
  static Decision refuseAndKeep(State next, Reply.Refusal refusal) {
    return new Decision(next, Durability.FORCED, new Effect.None(), new Reply.Refused(refusal));
  }

  static Decision refuse(State state, Reply.Refusal refusal) {
    return new Decision(state, Durability.NONE, new Effect.None(), new Reply.Refused(refusal));
  }

  /** To be decided when what is under way with the devices has come back. */
  static Decision later(State state) {
    return new Decision(state, Durability.NONE, new Effect.None(), new Reply.Later());
  }

  static Decision volatileStep(State next, Effect effect) {
    return new Decision(next, Durability.NONE, effect, new Reply.Taken());
  }

  static Decision lazily(State next, Effect effect) {
    return new Decision(next, Durability.LAZY, effect, new Reply.Taken());
  }

  static Decision forced(State next, Effect effect) {
    return new Decision(next, Durability.FORCED, effect, new Reply.Taken());
  }

  static Decision forced(State next) {
    return forced(next, new Effect.None());
  }
}
