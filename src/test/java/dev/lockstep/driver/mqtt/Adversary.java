package dev.lockstep.driver.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Many conveyors, each with its own misdeed, that move at every commit, whatever they answered
 * before: only the gateway prevents a second move.
 */
final class Adversary implements AutoCloseable {
  private final Map<String, Misdeed> misdeeds;
  private final Map<String, List<Long>> moves = new ConcurrentHashMap<>();
  private final Map<String, Long> staged = new ConcurrentHashMap<>();
  private final Map<String, Boolean> told = new ConcurrentHashMap<>();
  private final Machine machine;

  /**
   * Connects all devices, each showing the speed 7.
   *
   * @param misdeeds of each device
   */
  Adversary(TestBroker broker, Map<String, Misdeed> misdeeds) {
    this.misdeeds = misdeeds;
    this.machine = Machine.on(broker, List.of("plant/+/speed/set", "lockstep/+/+"), this::heard);
    misdeeds.keySet().forEach(device -> show(device, 7));
  }

  /** The speeds that a device was moved to. */
  List<Long> moves(String device) {
    return moves.getOrDefault(device, List.of());
  }

  private void show(String device, long speed) {
    machine.keep("plant/%s/speed".formatted(device), "{\"speed\":%d}".formatted(speed));
  }

  private void heard(Machine self, Mqtt5Publish message) {
    List<String> levels = message.getTopic().getLevels();
    String device = levels.get(1);
    Misdeed misdeed = Objects.requireNonNull(misdeeds.get(device));
    JsonNode body = parsed(message);
    if (levels.getFirst().equals("plant")) {
      work(device, misdeed, body.path("speed").asLong());
      return;
    }
    String id = body.path("id").asText();
    switch (body.path("verb").asText()) {
      case "prepare" -> {
        staged.put(id, body.path("arguments").path("Speed").asLong());
        self.answer(message, answer(id, "prepared"));
      }
      case "commit" -> {
        told.put(id, true);
        work(device, misdeed, Objects.requireNonNull(staged.get(id)));
        misdeed.answers().forEach(word -> say(misdeed, message, id, word));
      }
      case "query" -> {
        if (!told.containsKey(id)) {
          self.answer(message, answer(id, "prepared"));
        } else if (!misdeed.record().isEmpty()) {
          say(misdeed, message, id, misdeed.record());
        }
      }
      default -> self.answer(message, answer(id, "aborted"));
    }
  }

  private void work(String device, Misdeed misdeed, long asked) {
    if (misdeed.works) {
      long speed = misdeed == Misdeed.OTHER_VALUE ? asked / 2 : asked;
      moves.computeIfAbsent(device, name -> new CopyOnWriteArrayList<>()).add(speed);
      show(device, speed);
    }
  }

  private void say(Misdeed misdeed, Mqtt5Publish request, String id, String word) {
    switch (misdeed) {
      case WRONG_CORRELATION -> machine.correlated(request, answer(id, word), new byte[] {1, 2, 3});
      case WRONG_TOPIC ->
          machine.say(request.getResponseTopic().orElseThrow() + "/elsewhere", answer(id, word));
      case ANOTHER_ID -> machine.answer(request, answer("another", word));
      case MALFORMED_ANSWER -> machine.answer(request, word);
      default -> machine.answer(request, answer(id, word));
    }
  }

  private static String answer(String id, String word) {
    return "{\"id\":\"%s\",\"state\":\"%s\"}".formatted(id, word);
  }

  private static JsonNode parsed(Mqtt5Publish message) {
    try {
      return PayloadJson.parse(message.getPayloadAsBytes());
    } catch (MalformedPayloadException ours) {
      throw new IllegalStateException(ours);
    }
  }

  @Override
  public void close() {
    machine.close();
  }
}
