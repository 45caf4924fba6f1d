package dev.lockstep.driver.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.driver.mqtt.RequestResponse.Result;
import dev.lockstep.driver.mqtt.RequestResponse.State;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reader of a device's answers to one request (MQTT 5, 4.10), until one of them is final.
 * Thread-safe.
 */
final class AnswerReader implements PendingAnswers.Reader {
  private final String reference;
  private final CompletableFuture<Result> result;
  private volatile Result soFar = new Result.NoAnswer("no answer came in time");

  /**
   * Makes a reader of the answers to a request about one order.
   *
   * @param reference the command id that the answers must have
   * @param result completed with the final answer
   */
  AnswerReader(String reference, CompletableFuture<Result> result) {
    this.reference = reference;
    this.result = result;
  }

  @Override
  public boolean accept(byte[] payload) throws MalformedPayloadException {
    Result.Answered answered = answer(payload, reference);
    if (answered.state().passing()) {
      soFar = answered;
      return false;
    }
    return result.complete(answered);
  }

  @Override
  public void unreadable(String detail) {
    if (soFar instanceof Result.NoAnswer) {
      soFar = new Result.NoAnswer("the device's answer cannot be read: " + detail);
    }
  }

  /** The result where no final answer comes in time. */
  Result soFar() {
    return soFar;
  }

  /** The request that a state of a command answers; empty where it names none. */
  static Optional<String> request(byte[] payload) {
    try {
      return Optional.of(PayloadJson.parse(payload).path("request").asText())
          .filter(token -> !token.isEmpty());
    } catch (MalformedPayloadException unreadable) {
      return Optional.empty();
    }
  }

  /** The answer in a payload; empty where it is none about this command. */
  static Optional<Result.Answered> read(byte[] payload, String reference) {
    try {
      return Optional.of(answer(payload, reference));
    } catch (MalformedPayloadException unreadable) {
      return Optional.empty();
    }
  }

  private static Result.Answered answer(byte[] payload, String reference)
      throws MalformedPayloadException {
    JsonNode answer = PayloadJson.parse(payload);
    if (!answer.path("id").asText().equals(reference)) {
      throw new MalformedPayloadException("it has the id of another command");
    }
    String word = answer.path("state").asText();
    State state =
        State.of(word)
            .orElseThrow(
                () ->
                    new MalformedPayloadException(
                        "its state \"%s\" is unknown".formatted(ErrorText.brief(word))));
    JsonNode held = answer.path("heldForMillis");
    return new Result.Answered(
        state,
        ErrorText.brief(answer.path("detail").asText()),
        held.canConvertToInt() && held.intValue() > 0
            ? Optional.of(Duration.ofMillis(held.intValue()))
            : Optional.empty());
  }
}
