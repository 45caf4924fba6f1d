package dev.lockstep.ensemble;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * Content of {@link EnsemblePaths#vote}: a gateway in doubt has voted COMMIT, and keeps to it until
 * a verdict stands. Never changed.
 *
 * @param plan which plan the vote is for
 * @param gateway the gateway's name, for people
 * @param at when it was published, by the gateway's clock: for people
 */
public record VoteRecord(PlanDigest plan, String gateway, Instant at) {

  /** As the znode holds it. */
  public byte[] encode() {
    return CheckedJson.seal(
        CheckedJson.object()
            .put("plan", plan.hex())
            .put("gateway", gateway)
            .put("at", at.toString()));
  }

  /**
   * The vote that was written.
   *
   * @param path of the znode
   * @throws ForeignContentException where the content is none of this kind
   */
  public static VoteRecord decode(String path, byte[] content) throws ForeignContentException {
    JsonNode object = CheckedJson.unseal(path, content);
    try {
      return new VoteRecord(
          new PlanDigest(CheckedJson.field(path, object, "plan")),
          CheckedJson.field(path, object, "gateway"),
          Instant.parse(CheckedJson.field(path, object, "at")));
    } catch (IllegalArgumentException | DateTimeException wrong) {
      throw new ForeignContentException(path, String.valueOf(wrong.getMessage()));
    }
  }
}
