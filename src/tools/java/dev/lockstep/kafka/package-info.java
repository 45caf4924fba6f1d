/** A real Kafka broker in a JVM of its own, and its console tools. */
@NullMarked
package dev.lockstep.kafka;

import org.jspecify.annotations.NullMarked;
