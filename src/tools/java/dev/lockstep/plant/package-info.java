/**
 * The simulated plant and the demo: a press, an oven and a conveyor with behaviour of their own,
 * the broker between, the gateways' processes, and six scenes that they play together, under our
 * coordinator or a real Narayana.
 *
 * <p>Tools of the project: nothing of this enters the packaged gateway, and nothing here uses its
 * classes. What the machines show is read from their own memory, never from a gateway. Invariant: a
 * machine knows no more of Lockstep than the protocol it speaks.
 */
@NullMarked
package dev.lockstep.plant;

import org.jspecify.annotations.NullMarked;
