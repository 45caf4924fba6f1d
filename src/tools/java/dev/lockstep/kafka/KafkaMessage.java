package dev.lockstep.kafka;

/**
 * A record of a topic.
 *
 * @param key empty where it has none
 */
public record KafkaMessage(String key, String value) {}
