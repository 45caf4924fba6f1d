package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Resource;
import java.util.Optional;

/**
 * Where a resource is written and told.
 *
 * @param form how its value stands in a payload
 * @param qos 1 or 2
 */
record ResourceTopics(
    Resource resource, Optional<String> setTopic, Optional<String> stateTopic, Form form, int qos) {

  /**
   * How a value stands in a payload.
   *
   * @param json whether payloads are JSON, else plain text
   * @param field where in the JSON object the value is; empty: the payload is the value
   * @param words what the device calls true and false
   */
  record Form(boolean json, Optional<FieldPath> field, FlagWords words) {
    static final Form TEXT = new Form(false, Optional.empty(), FlagWords.NONE);
    static final Form JSON = new Form(true, Optional.empty(), FlagWords.NONE);
  }
}
