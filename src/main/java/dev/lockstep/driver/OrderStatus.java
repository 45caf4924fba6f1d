package dev.lockstep.driver;

/** What a device itself says about an order it was given. Details are one sentence for people. */
public sealed interface OrderStatus {

  /** Its own record says: done. */
  record Done(String detail) implements OrderStatus {}

  /** Its own record says: armed, and not done. It may be told again. */
  record Armed(String detail) implements OrderStatus {}

  /** Proved: this one never left the gateway, or reached nobody, and none before it did. */
  record NotSent(String detail) implements OrderStatus {}

  /**
   * Proved: not done and not about to be: refused by the device, or by a broker before it; or the
   * device's record does not know of it.
   */
  record NotDone(String detail) implements OrderStatus {}

  /**
   * Its own record says: begun, and not finished. How far it came is for a person to see (P4): it
   * comes from inside the work, and no later answer of the device says more.
   */
  record Failed(String detail) implements OrderStatus {}

  /** It is about it. */
  record Busy(String detail) implements OrderStatus {}

  /** No answer, or none that says. */
  record Untold(String detail) implements OrderStatus {}

  String detail();
}
