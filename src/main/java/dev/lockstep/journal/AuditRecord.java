package dev.lockstep.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.device.PrintableText;
import dev.lockstep.transaction.Requester;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An audit record: who did what to what, from where.
 *
 * @param act in a word or two, for example {@code resolve COMMITTED}; of a transition its event
 * @param requester the authenticated principal and the address
 * @param subject of the act: a transaction's id, a damaged row; empty where it is the gateway
 * @param details what else is known, by name
 */
public record AuditRecord(
    String act, Requester requester, String subject, Map<String, String> details) {
  static final String LINE = "line";
  static final String LINE_DIGEST = "lineSha256";
  static final String TO = "to";
  static final String PRUNED = "pruned";
  static final String REWOUND = "journal rewound";
  static final String UNTIL = "until";
  static final String DIGEST = "sha256";

  private static final int TEXT_MAX = 600;

  public AuditRecord {
    act = PrintableText.line(act, TEXT_MAX);
    subject = PrintableText.line(subject, TEXT_MAX);
    Map<String, String> printable = new LinkedHashMap<>();
    details.forEach((name, text) -> printable.put(name, PrintableText.line(text, TEXT_MAX)));
    details = Collections.unmodifiableMap(printable);
  }

  public AuditRecord(String act, Requester requester, String subject) {
    this(act, requester, subject, Map.of());
  }

  /** An act of the gateway itself. */
  static AuditRecord ofGateway(String act, Map<String, String> details) {
    return new AuditRecord(act, Requester.NONE, "", details);
  }

  /** An act by a request that is over; who made it stands in the details. */
  public static AuditRecord ofFormerRequest(String act, String subject) {
    return new AuditRecord(act, Requester.NONE, subject);
  }

  /** The same record with one more detail; an empty one is left out. */
  public AuditRecord with(String name, String text) {
    if (text.isEmpty()) {
      return this;
    }
    Map<String, String> more = new LinkedHashMap<>(details);
    more.put(name, text);
    return new AuditRecord(act, requester, subject, more);
  }

  /** As it is stored, and chained: one line of JSON. */
  String body(Instant at) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JournalJson.factory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("at", at.toString());
      json.writeStringField("act", act);
      JournalJson.writeText(json, "principal", requester.principal());
      JournalJson.writeText(json, "address", requester.address());
      JournalJson.writeText(json, "subject", subject);
      if (!details.isEmpty()) {
        json.writeObjectFieldStart("details");
        for (var each : details.entrySet()) {
          json.writeStringField(each.getKey(), each.getValue());
        }
        json.writeEndObject();
      }
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException("a string takes everything", impossible);
    }
    return text.toString();
  }

  /**
   * Reads a body, but for its time.
   *
   * @throws IllegalArgumentException where it is none
   */
  static AuditRecord read(JsonNode body) {
    Map<String, String> details = new LinkedHashMap<>();
    JsonNode found = body.get("details");
    if (found != null) {
      found.properties().forEach(each -> details.put(each.getKey(), each.getValue().asText()));
    }
    Requester requester =
        new Requester(
            JournalJson.textIfAny(body, "principal").orElse(""),
            JournalJson.textIfAny(body, "address").orElse(""));
    return new AuditRecord(
        JournalJson.text(body, "act"),
        requester,
        JournalJson.textIfAny(body, "subject").orElse(""),
        details);
  }

  /** As one line of the log: fixed keys, each value in quotation marks. */
  String logLine() {
    StringBuilder line = new StringBuilder();
    append(line, "act", act);
    append(line, "principal", requester.principal());
    append(line, "address", requester.address());
    append(line, "subject", subject);
    details.forEach((name, text) -> append(line, name, text));
    return line.toString();
  }

  private static void append(StringBuilder line, String name, String text) {
    line.append(line.isEmpty() ? "" : " ").append(name).append("=\"");
    line.append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
  }
}
