package dev.lockstep.participant;

import dev.lockstep.journal.Journal;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Everything that the participant reaches the world through.
 *
 * @param workers runs what may block: virtual threads; in the simulation one queue
 * @param devices runs the devices of one step side by side: virtual threads; in the simulation the
 *     caller
 * @param random for jitter only
 */
public record Ports(
    Journal journal,
    DeviceLinks links,
    CoordinatorClient coordinators,
    SiblingClient siblings,
    Scheduler clock,
    RandomGenerator random,
    Executor workers,
    Executor devices,
    DecisionListener listener) {}
