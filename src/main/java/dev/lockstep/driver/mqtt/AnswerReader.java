package dev.lockstep.driver.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.driver.mqtt.RequestResponse.Result;
import dev.lockstep.driver.mqtt.RequestResponse.State;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads a device's answers to one request, until one of them is final. Thread-safe. */
final class AnswerReader implements PendingAnswers.Reader {
  private final String reference;
  private final CompletableFuture<Result> result;
  private volatile Result soFar = new Result.Silence("no answer came in time");

  /**
   * Reads the answers about one order.
   *
   * @param reference the order that they must be about
   * @param result gets the final one
   */
  AnswerReader(String reference, CompletableFuture<Result> result) {
    this.reference = reference;
    this.result = result;
  }

  @Override
  public boolean accept(byte[] payload) throws MalformedPayloadException {
    Result.Said said = answer(payload);
    if (said.state() == State.EXECUTING) {
      soFar = said;
      return false;
    }
    return result.complete(said);
  }

  @Override
  public void unreadable(String detail) {
    if (soFar instanceof Result.Silence) {
      soFar = new Result.Silence("the device's answer cannot be read: " + detail);
    }
  }

  /** What to say where no final answer came in time. */
  Result soFar() {
    return soFar;
  }

  private Result.Said answer(byte[] payload) throws MalformedPayloadException {
    JsonNode answer = PayloadJson.parse(payload);
    if (!answer.path("id").asText().equals(reference)) {
      throw new MalformedPayloadException("it is about another id");
    }
    String word = answer.path("state").asText();
    State state =
        State.of(word)
            .orElseThrow(
                () ->
                    new MalformedPayloadException(
                        "its state is \"%s\"".formatted(ErrorText.brief(word))));
    JsonNode held = answer.path("heldForMillis");
    return new Result.Said(
        state,
        ErrorText.brief(answer.path("detail").asText()),
        held.canConvertToInt() && held.intValue() > 0
            ? Optional.of(Duration.ofMillis(held.intValue()))
            : Optional.empty());
  }
}
