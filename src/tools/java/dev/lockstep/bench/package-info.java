/**
 * {@code make bench}: how many transactions a packaged gateway makes durable in a second, how long
 * each takes, and what it costs in fsyncs, bytes and processor time, beside Narayana in the same
 * run; what two coordinators on an ensemble cost beside one; what a commit over OPC UA costs beside
 * Milo alone; what a grown journal and a restart in doubt come to.
 *
 * <p>A tool of the project: it speaks HTTP as a coordinator does, and reads what the gateway and
 * the operating system count. Only {@link PastTransactions} uses the gateway's own classes, to
 * write a long past as a gateway would. Invariant: what is timed has been checked to be what was
 * asked for, a vote COMMIT and an outcome COMMITTED; nothing else is counted.
 */
@NullMarked
package dev.lockstep.bench;

import org.jspecify.annotations.NullMarked;
