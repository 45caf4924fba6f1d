package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Resource;
import java.util.Optional;

/**
 * Where a resource is written and told.
 *
 * @param json whether payloads are JSON, else plain text
 * @param field the field of the JSON object that holds the value; empty: the payload is the value
 * @param qos 1 or 2
 */
record Point(
    Resource resource,
    Optional<String> setTopic,
    Optional<String> stateTopic,
    boolean json,
    Optional<String> field,
    int qos) {}
