package dev.lockstep.driver.mqtt;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The states of commands that devices keep retained, by topic, as the broker handed them out on
 * this connection; the oldest are removed first. Thread-safe.
 */
final class CommandStates {
  private static final int STATES_MAX = 10_000;

  private final Map<String, byte[]> latest =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
          return size() > STATES_MAX;
        }
      };

  /** Replaces the state of a command; an empty one was deleted (MQTT 5, 3.3.1.3). */
  synchronized void receive(String topic, byte[] payload) {
    if (payload.length == 0) {
      latest.remove(topic);
    } else {
      latest.put(topic, payload);
    }
  }

  synchronized Optional<byte[]> latest(String topic) {
    return Optional.ofNullable(latest.get(topic));
  }

  /** Forgets all at the loss of the connection: they may change before the next one. */
  synchronized void lost() {
    latest.clear();
  }
}
