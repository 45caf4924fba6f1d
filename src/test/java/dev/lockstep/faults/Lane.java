package dev.lockstep.faults;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** One direction of all connections: what holds there, and what has passed. Thread-safe. */
final class Lane {
  private static final Fate.Rule NONE = message -> Fate.PASSED;

  private final AtomicLong messages = new AtomicLong();
  private final AtomicLong octets = new AtomicLong();
  private final AtomicLong late = new AtomicLong();
  private final AtomicLong heldBack = new AtomicLong();
  private volatile Fate.Rule rule = NONE;
  private volatile CountDownLatch gateForNew = new CountDownLatch(0);

  void rule(Fate.Rule next) {
    rule = next;
  }

  void noRule() {
    rule = NONE;
  }

  /** The n-th message from now on is the last of its connection. */
  void resetAfter(int message) {
    AtomicInteger left = new AtomicInteger(message);
    rule = any -> left.decrementAndGet() == 0 ? Fate.RESET_AFTER : Fate.PASSED;
  }

  Fate fate(byte[] message) {
    return rule.of(message);
  }

  CountDownLatch gateForNew() {
    return gateForNew;
  }

  void freezeNew() {
    gateForNew = new CountDownLatch(1);
  }

  void thawNew() {
    gateForNew.countDown();
  }

  void passed(List<byte[]> through, boolean late) {
    for (byte[] each : through) {
      messages.incrementAndGet();
      octets.addAndGet(each.length);
      if (late) {
        this.late.addAndGet(each.length);
      }
    }
  }

  long messages() {
    return messages.get();
  }

  long octets() {
    return octets.get();
  }

  void heldBack(int length) {
    heldBack.addAndGet(length);
  }

  long heldBack() {
    return heldBack.get();
  }

  long late() {
    return late.get();
  }
}
