/**
 * {@code make soak}: a packaged gateway under a steady mixed load, with machines and coordinators
 * that fall silent now and then, and a look every few seconds at what it holds: memory, threads,
 * file handles, journal.
 *
 * <p>A tool of the project: it speaks HTTP as a coordinator does, and reads what the operating
 * system counts. Invariant: what grows is said to grow, and the run ends with a status that is not
 * 0; so does an answer that should not have come.
 */
@NullMarked
package dev.lockstep.soak;

import org.jspecify.annotations.NullMarked;
