package dev.lockstep.outbox;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.lockstep.device.PrintableText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of an order that was refused for good: a CloudEvent 1.0 in structured JSON.
 *
 * @param gateway the source
 * @param code for programs, for example {@code MALFORMED}
 * @param pointer where in the event; empty for all of it
 * @param reason one sentence for people
 * @param message the order as it came
 */
record DeadLetter(
    String gateway, Instant at, String code, String pointer, String reason, OrderMessage message) {
  static final String TYPE = "dev.lockstep.coordination.order.refused.v1";
  static final String MEDIA_TYPE = "application/cloudevents+json";

  private static final int REASON_MAX = 500;

  /** Bytes of the order that go with the reason. */
  private static final int ORDER_MAX = 16 * 1024;

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  /** As it goes to the channel, in ASCII. */
  byte[] json() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("specversion", "1.0");
      json.writeStringField("id", id());
      json.writeStringField("source", "/lockstep/" + gateway);
      json.writeStringField("type", TYPE);
      json.writeStringField("time", at.toString());
      json.writeStringField("datacontenttype", "application/json");
      json.writeObjectFieldStart("data");
      json.writeStringField("code", code);
      json.writeStringField("where", pointer);
      json.writeStringField("reason", PrintableText.line(reason, REASON_MAX));
      json.writeStringField("channel", message.where());
      json.writeNumberField("bytes", message.body().size());
      json.writeStringField("order", order());
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException("nothing here leaves the memory", impossible);
    }
    return bytes.toByteArray();
  }

  /** The same when the same message is refused again after a kill, where it has a place. */
  private String id() {
    return Optional.of(message.where())
            .filter(where -> !message.place().isEmpty())
            .orElseGet(() -> message.channel() + " " + at)
        + " "
        + code;
  }

  private String order() {
    byte[] body = message.body().bytes();
    return new String(body, 0, Math.min(body.length, ORDER_MAX), StandardCharsets.UTF_8);
  }
}
