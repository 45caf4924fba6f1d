/**
 * The plant's bus: orders for the coordinator role that come over Kafka or MQTT, as CloudEvents
 * 1.0.
 *
 * <p>Sees {@code transaction} and {@code device}. Kafka's client, SmallRye Messaging's and Vert.x'
 * MQTT are used here only. Invariant: an order is acknowledged when it is durable elsewhere, as a
 * coordination or as a dead letter, and never before.
 */
@NullMarked
package dev.lockstep.outbox;

import org.jspecify.annotations.NullMarked;
