/**
 * {@code make bench}: how many transactions a packaged gateway makes durable in a second, how long
 * each takes, and what it costs in fsyncs, bytes and processor time.
 *
 * <p>A tool of the project: it speaks HTTP as a coordinator does, reads what the gateway and the
 * operating system count, and uses none of the gateway's classes. Invariant: what is timed has been
 * checked to be a COMMIT vote and a COMMITTED outcome; nothing else is counted.
 */
@NullMarked
package dev.lockstep.bench;

import org.jspecify.annotations.NullMarked;
