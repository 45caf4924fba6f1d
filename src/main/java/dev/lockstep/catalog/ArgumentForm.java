package dev.lockstep.catalog;

import dev.lockstep.device.Value;
import java.util.Map;

/**
 * How a request names and gives the value of a resource, where that is more than the resource says:
 * that of a Thing Description.
 *
 * @param name of the argument
 * @param words for values
 */
record ArgumentForm(String name, DataSchema schema, Map<String, Value> words) {
  ArgumentForm {
    words = Map.copyOf(words);
  }
}
