/**
 * Start of the process: {@code main}, the command line, what is opened while Quarkus starts, what a
 * person is told where the gateway does not start, and the cache for a quicker start.
 *
 * <p>Sees everything; nothing sees it. Invariant: no request is answered before every reservation
 * that the journal holds stands again.
 */
@NullMarked
package dev.lockstep.app.start;

import org.jspecify.annotations.NullMarked;
