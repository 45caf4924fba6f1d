package dev.lockstep.rest;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.lockstep.driver.CertificateFault;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.State;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;

/**
 * Problem details (RFC 9457): a refusal as it goes over the wire.
 *
 * @param type relative reference that identifies the kind, for example {@code
 *     /problems/other-commands}
 * @param title the kind, for people
 * @param status the HTTP status again
 * @param detail this case, for people
 * @param instance the path of the request
 * @param members more about this case, each a member of the object
 */
@RegisterForReflection
@JsonPropertyOrder({"type", "title", "status", "detail", "instance"})
@Schema(
    description =
        "Why a request was refused (RFC 9457). `type` leads to a page about it. Members after"
            + " `instance` are there where the type has them.",
    type = SchemaType.OBJECT,
    requiredProperties = {"type", "title", "status", "detail", "instance"},
    properties = {
      @SchemaProperty(
          name = "pointer",
          type = SchemaType.STRING,
          description = "the place in the body (RFC 6901)"),
      @SchemaProperty(name = "line", type = SchemaType.INTEGER, description = "of the body"),
      @SchemaProperty(name = "column", type = SchemaType.INTEGER, description = "of the body"),
      @SchemaProperty(
          name = "parameter",
          type = SchemaType.STRING,
          description = "of the path or the query, that is wrong"),
      @SchemaProperty(
          name = "limit",
          type = SchemaType.INTEGER,
          description = "bytes that a body may have"),
      @SchemaProperty(
          name = "id",
          type = SchemaType.STRING,
          description = "of the transaction or coordination"),
      @SchemaProperty(
          name = "state",
          implementation = State.Name.class,
          description = "where the transaction stands"),
      @SchemaProperty(
          name = "outcome",
          implementation = Outcome.class,
          description = "how it ended, where it has"),
      @SchemaProperty(
          name = "refusal",
          implementation = Reply.Refusal.class,
          description = "why the protocol refuses it"),
      @SchemaProperty(
          name = "vote",
          implementation = TransactionViews.Ballot.class,
          description = "READ_ONLY where nothing moved, whatever the outcome is called"),
      @SchemaProperty(
          name = "reasons",
          type = SchemaType.ARRAY,
          implementation = TransactionViews.Cause.class,
          description = "why commands would be refused"),
      @SchemaProperty(
          name = "reason",
          implementation = TransactionViews.Cause.class,
          description = "why a device did not say"),
      @SchemaProperty(
          name = "asked",
          type = SchemaType.STRING,
          description = "thumbprint of the certificate that was to be approved"),
      @SchemaProperty(
          name = "shown",
          type = SchemaType.STRING,
          description = "thumbprint of the certificate that the device's server shows"),
      @SchemaProperty(
          name = "fault",
          implementation = CertificateFault.class,
          description = "why a certificate would be refused all the same"),
      @SchemaProperty(
          name = "decision",
          implementation = TrustViews.Decision.class,
          description = "what somebody else decided about the certificate"),
      @SchemaProperty(
          name = "host",
          type = SchemaType.STRING,
          description = "that the request names"),
      @SchemaProperty(
          name = "notice",
          type = SchemaType.STRING,
          description = "what the gateway's owner wants to be read before a login"),
      @SchemaProperty(
          name = "position",
          type = SchemaType.INTEGER,
          description = "of a row in the journal"),
      @SchemaProperty(
          name = "transaction",
          type = SchemaType.STRING,
          description = "address of a REST-AT transaction or a long running action"),
      @SchemaProperty(
          name = "coordinatorStatus",
          type = SchemaType.INTEGER,
          description = "HTTP status that a foreign coordinator answered"),
      @SchemaProperty(
          name = "applied",
          type = SchemaType.BOOLEAN,
          description = "of a reload: false, everything stays as it was"),
      @SchemaProperty(
          name = "report",
          type = SchemaType.ARRAY,
          implementation = ReloadViews.Finding.class,
          description = "what is wrong with profiles and device lists"),
      @SchemaProperty(
          name = "holders",
          type = SchemaType.ARRAY,
          implementation = ReloadViews.Holder.class,
          description = "who holds devices that would change")
    },
    examples =
        """
        {"type": "/problems/other-commands", "title": "The same id came before with other commands",
         "status": 409, "detail": "changeover-7 was prepared with other commands", "instance":
         "/api/v1/transactions/changeover-7/prepare", "id": "changeover-7", "state": "PREPARED"}
        """)
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    String instance,
    @JsonAnyGetter @Schema(hidden = true) Map<String, Object> members) {
  public static final String MEDIA_TYPE = "application/problem+json";

  static Problem of(RequestRefusedException refusal, String instance) {
    ProblemType type = refusal.type();
    String detail = String.valueOf(refusal.getMessage());
    return new Problem(
        type.uri(), type.title(), type.status(), detail, instance, refusal.members());
  }
}
