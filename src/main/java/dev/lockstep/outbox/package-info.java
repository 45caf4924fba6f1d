/**
 * The outbox: tells the plant's bus, MQTT or Kafka or both, what happens here, as CloudEvents 1.0.
 *
 * <p>Sees {@code participant} and {@code coordinator} (what waits for a person, how coordinations
 * ended), {@code journal} and what lies below. SmallRye Messaging, Kafka's and Vert.x' clients are
 * used here only. Invariant: it reads what is durable, writes to a file of its own alone, and
 * nobody waits for it: a broker that is away delays what is told, and nothing else.
 */
@NullMarked
package dev.lockstep.outbox;

import org.jspecify.annotations.NullMarked;
