package dev.lockstep.rest;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

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
    description = "Why a request was refused (RFC 9457). More members follow by type.",
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
