/**
 * {@code make chaos}: breaks what can break, over and over, and counts. Processes are killed, power
 * is cut, disks fill, networks freeze, schedules are drawn at random and walked through in full.
 *
 * <p>Each {@link dev.lockstep.chaos.ChaosPart} lives beside what it breaks and has a short form
 * that runs with the tests. Invariant: a part counts only what really happened, and a violation
 * ends the run with a status that is not 0.
 */
@NullMarked
package dev.lockstep.chaos;

import org.jspecify.annotations.NullMarked;
