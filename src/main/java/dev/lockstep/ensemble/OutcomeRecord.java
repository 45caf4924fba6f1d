package dev.lockstep.ensemble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * Content of {@link EnsemblePaths#outcome}: an outcome that a gateway received from a coordinator
 * that knows nothing of the ensemble. Evidence for the others. Never changed.
 *
 * @param outcome what was received
 * @param coordinator its address
 * @param gateway who received it first, for people
 * @param at when, by its clock: for people
 * @param instant at which the machines are to move, where it is COMMIT at one
 */
public record OutcomeRecord(
    EnsembleVerdict outcome,
    String coordinator,
    String gateway,
    Instant at,
    Optional<Instant> instant) {

  /** As the znode holds it. */
  public byte[] encode() {
    ObjectNode content =
        CheckedJson.object()
            .put("outcome", outcome.name())
            .put("coordinator", coordinator)
            .put("gateway", gateway)
            .put("at", at.toString());
    instant.ifPresent(each -> content.put("instant", each.toString()));
    return CheckedJson.seal(content);
  }

  /**
   * The outcome that was written.
   *
   * @param path of the znode
   * @throws ForeignContentException where the content is none of this kind
   */
  public static OutcomeRecord decode(String path, byte[] content) throws ForeignContentException {
    JsonNode object = CheckedJson.unseal(path, content);
    try {
      return new OutcomeRecord(
          EnsembleVerdict.valueOf(CheckedJson.field(path, object, "outcome")),
          CheckedJson.field(path, object, "coordinator"),
          CheckedJson.field(path, object, "gateway"),
          Instant.parse(CheckedJson.field(path, object, "at")),
          Optional.ofNullable(object.path("instant").textValue()).map(Instant::parse));
    } catch (IllegalArgumentException | DateTimeException wrong) {
      throw new ForeignContentException(path, String.valueOf(wrong.getMessage()));
    }
  }
}
