package dev.lockstep.driver;

/**
 * The status of an order, as the device itself reports it. Details are one sentence for an
 * operator.
 */
public sealed interface OrderStatus {

  /** The device's record says that the order was carried out. */
  record Done(String detail) implements OrderStatus {}

  /**
   * The device's record says that the order is armed and not carried out. It may be committed
   * again.
   */
  record Armed(String detail) implements OrderStatus {}

  /**
   * It is proved that neither this request nor an earlier one left the gateway or reached the
   * device.
   */
  record NotSent(String detail) implements OrderStatus {}

  /**
   * It is proved that the order was not carried out and will not be: refused by the device or the
   * broker, or the device's record does not contain it.
   */
  record NotDone(String detail) implements OrderStatus {}

  /**
   * The device's own record says that it began and did not finish. How far it got is for a person
   * to see (P4): the answer comes from inside the work, and no later one says more.
   */
  record Failed(String detail) implements OrderStatus {}

  /** The device is carrying the order out. */
  record Busy(String detail) implements OrderStatus {}

  /** Unknown: no answer, or one that does not tell the status. */
  record Untold(String detail) implements OrderStatus {}

  String detail();
}
