package dev.lockstep.driver.opcua;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many nodes one request may name: what the server says in its OperationLimits, and less where
 * it answers BadTooManyOperations all the same. Thread-safe.
 */
final class OperationLimits {
  private final AtomicInteger reads;
  private final AtomicInteger writes;
  private final AtomicInteger watches;
  private final AtomicInteger browses;

  OperationLimits(int reads, int writes, int watches, int browses) {
    this.reads = new AtomicInteger(reads);
    this.writes = new AtomicInteger(writes);
    this.watches = new AtomicInteger(watches);
    this.browses = new AtomicInteger(browses);
  }

  int reads() {
    return reads.get();
  }

  int writes() {
    return writes.get();
  }

  int watches() {
    return watches.get();
  }

  int browses() {
    return browses.get();
  }

  /** A read of so many nodes was too much. */
  void tooManyReads(int nodes) {
    reads.accumulateAndGet(Math.max(1, nodes / 2), Math::min);
  }

  /** A browse of so many nodes was too much. */
  void tooManyBrowses(int nodes) {
    browses.accumulateAndGet(Math.max(1, nodes / 2), Math::min);
  }

  /** A write of so many nodes was too much. */
  void tooManyWrites(int nodes) {
    writes.accumulateAndGet(Math.max(1, nodes / 2), Math::min);
  }
}
