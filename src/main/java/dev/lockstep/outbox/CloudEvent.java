package dev.lockstep.outbox;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * An event in the structured JSON form of CloudEvents 1.0.
 *
 * @param id gateway, source, number of the entry and by what the entry is told from another of that
 *     number; the same each time the entry is told
 * @param type for example {@code dev.lockstep.transaction.prepared.v1}
 * @param subject the transaction, or the coordination; empty where it is about the gateway
 * @param json the whole event, one JSON object
 */
record CloudEvent(String id, String type, String subject, String json) {
  /** The media type of {@link #json}. */
  static final String MEDIA_TYPE = "application/cloudevents+json; charset=UTF-8";

  /** The name of the schema that every event here keeps to. */
  static final String SCHEMA = "urn:lockstep:schema:events:v1";

  private static final JsonFactory FACTORY = new JsonFactory();

  /** Writes the members of {@code data}. */
  @FunctionalInterface
  interface Members {
    void writeTo(JsonGenerator json) throws IOException;
  }

  /** What an event is called: its type, what it is about, and when it was. */
  record Head(String type, String subject, Instant time) {}

  /** An event of that gateway. */
  static CloudEvent of(String gateway, String id, Head head, Members data) {
    StringWriter text = new StringWriter(512);
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("specversion", "1.0");
      json.writeStringField("id", id);
      json.writeStringField("source", "urn:lockstep:gateway:" + gateway);
      json.writeStringField("type", head.type());
      writeText(json, "subject", head.subject());
      json.writeStringField("time", head.time().toString());
      json.writeStringField("datacontenttype", "application/json");
      json.writeStringField("dataschema", SCHEMA);
      json.writeObjectFieldStart("data");
      json.writeStringField("gateway", gateway);
      data.writeTo(json);
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException("a string takes everything", impossible);
    }
    return new CloudEvent(id, head.type(), head.subject(), text.toString());
  }

  /** Data alone, to be kept and told later. */
  static String data(Members members) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      members.writeTo(json);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException("a string takes everything", impossible);
    }
    return text.toString();
  }

  /** A member; left out where there is nothing to say. */
  static void writeText(JsonGenerator json, String name, String text) throws IOException {
    if (!text.isEmpty()) {
      json.writeStringField(name, text);
    }
  }
}
