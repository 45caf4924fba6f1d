/**
 * The protocol, model-checked: every order of messages, losses, delays, power cuts, restarts and
 * people's decisions up to a bound, breadth first, so that what is found first is shortest.
 *
 * <p>What decides is the product itself, {@code Protocol.decide} and {@code Coordination.decide};
 * what does is a small pure model of {@code participant.Loop}, of the coordinator's course and of
 * three kinds of machine. Invariant: a step changes a copy; a world is a few longs and nothing
 * else.
 */
@NullMarked
package dev.lockstep.model;

import org.jspecify.annotations.NullMarked;
