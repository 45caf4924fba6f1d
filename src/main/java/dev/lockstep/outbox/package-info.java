/**
 * The plant's bus, MQTT or Kafka or both: the outbox tells what happens here, and orders for the
 * coordinator role come in, as CloudEvents 1.0.
 *
 * <p>Sees {@code participant} and {@code coordinator} (what waits for a person, how coordinations
 * ended), {@code journal} and what lies below. SmallRye Messaging, Kafka's and Vert.x' clients are
 * used here only. Invariants: the outbox reads what is durable, writes to a file of its own alone,
 * and nothing waits for it: a broker that is away delays what is told, and nothing else. An order
 * is acknowledged when it is durable elsewhere, as a coordination or as a dead letter, and never
 * before.
 */
@NullMarked
package dev.lockstep.outbox;

import org.jspecify.annotations.NullMarked;
