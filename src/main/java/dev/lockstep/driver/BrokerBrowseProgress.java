package dev.lockstep.driver;

import java.time.Duration;

/**
 * How far the listening to a broker has come.
 *
 * @param left the time that is left
 * @param edgeNodes Sparkplug edge nodes that were noticed
 * @param births that were taken in
 * @param topics with a retained state
 */
public record BrokerBrowseProgress(Duration left, int edgeNodes, int births, int topics) {}
