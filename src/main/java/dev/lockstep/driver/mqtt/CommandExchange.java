package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Preparation;
import dev.lockstep.device.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a device that is armed over MQTT is asked and answers: by request and response, or by a state
 * that it keeps retained for each command.
 *
 * @param topic of requests
 * @param answers the topic of answers, or of the command's state
 * @param retained whether the state of each command is retained on a topic of its own
 */
record CommandExchange(
    String topic, String answers, boolean retained, Promise promise, Duration within) {
  /** The level below a command's state to which its requests go. */
  private static final String REQUEST = "/request";

  /** Empty where the device is not armed over MQTT. */
  static Optional<CommandExchange> of(Preparation preparation) {
    return switch (preparation) {
      case Preparation.None none -> Optional.empty();
      case Preparation.Handshake handshake -> Optional.empty();
      case Preparation.Lock lock -> Optional.empty();
      case Preparation.JobOrder job -> Optional.empty();
      case Preparation.Exchange asked ->
          Optional.of(
              new CommandExchange(
                  asked.topic(), asked.responseTopic(), false, asked.promise(), asked.within()));
      case Preparation.Retained kept ->
          Optional.of(
              new CommandExchange(
                  kept.topic() + REQUEST, kept.topic(), true, kept.promise(), kept.within()));
    };
  }

  /**
   * The topic filter of its answers: of a state for each command, the filter of all of them.
   *
   * @param placeholders with the values of all but the command id
   */
  String filter(Map<String, String> placeholders) {
    String filled = Topics.fill(answers, placeholders);
    return retained ? filled.replace("{id}", "+").replace("{command}", "+") : filled;
  }

  /** A command id as one level of a topic: it may have a #, which a topic name must not. */
  static String level(String reference) {
    return reference.replace("#", "%23");
  }
}
