/** A real Kafka broker in a JVM of its own, its topics, and its console tools. */
@NullMarked
package dev.lockstep.kafka;

import org.jspecify.annotations.NullMarked;
