package dev.lockstep.transaction;

/**
 * The decision of the protocol on an event in a state: first the next state is made durable as
 * {@link Durability} says, then the request is answered, then the effect is done (P1).
 *
 * @param next may be the same state
 * @param durability required of the journal before the answer and the effect
 * @param effect to be done after that
 * @param reply to the client that made the request
 */
public record Decision(State next, Durability durability, Effect effect, Reply reply) {

  /** The required durability of the next state. */
  public enum Durability {
    /** Not written: the same state, or one that need not survive a restart. */
    NONE,
    /** Written soon; losing it in a power cut breaks no promise. */
    LAZY,
    /** Written with fsync before anything else happens: it survives a power cut (P1). */
    FORCED
  }

  static Decision stay(State state) {
    return new Decision(state, Durability.NONE, new Effect.None(), new Reply.Taken());
  }

  static Decision stay(State state, Effect effect) {
    return new Decision(state, Durability.NONE, effect, new Reply.Taken());
  }

  /** Refuses the request, and first makes durable what became known by it. */
  static Decision refuseAndKeep(State next, Reply.Refusal refusal) {
    return new Decision(next, Durability.FORCED, new Effect.None(), new Reply.Refused(refusal));
  }

  static Decision refuse(State state, Reply.Refusal refusal) {
    return new Decision(state, Durability.NONE, new Effect.None(), new Reply.Refused(refusal));
  }

  /** Postpones the event until the effect that is under way with the devices has its result. */
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
