package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Resource;
import java.util.Optional;

/**
 * The topics of a resource, with the format of its payloads.
 *
 * @param form format of its payloads
 * @param qos 1 or 2
 */
record ResourceTopics(
    Resource resource, Optional<String> setTopic, Optional<String> stateTopic, Form form, int qos) {

  /**
   * The payload format of a value.
   *
   * @param json whether payloads are JSON; otherwise plain text
   * @param field path of the value in the JSON object; empty where the payload is the value
   * @param words of the device for true and false
   */
  record Form(boolean json, Optional<FieldPath> field, FlagWords words) {
    static final Form TEXT = new Form(false, Optional.empty(), FlagWords.NONE);
    static final Form JSON = new Form(true, Optional.empty(), FlagWords.NONE);
  }
}
