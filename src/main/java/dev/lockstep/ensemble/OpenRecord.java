package dev.lockstep.ensemble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.transaction.TransactionId;

/**
 * Content of {@link EnsemblePaths#open}: what has been begun, and who is at it. It spares waiting
 * and double work; no decision rests on it.
 *
 * @param owner incarnation of the replica that is at it
 * @param begun the coordinator's record, nothing decided
 */
record OpenRecord(TransactionId id, String owner, PlanDigest plan, VerdictRecord.StateText begun) {

  OpenRecord ownedBy(String next) {
    return new OpenRecord(id, next, plan, begun);
  }

  byte[] encode() {
    ObjectNode root = CheckedJson.object().put("id", id.value());
    root.put("owner", owner).put("plan", plan.hex());
    root.set("record", VerdictRecord.node(begun));
    return CheckedJson.seal(root);
  }

  /**
   * @throws ForeignContentException where the content is none of this kind, or of another id
   */
  static OpenRecord decode(String path, TransactionId id, byte[] content)
      throws ForeignContentException {
    JsonNode root = CheckedJson.unseal(path, content);
    String about = CheckedJson.field(path, root, "id");
    if (!about.equals(id.value())) {
      throw new ForeignContentException(path, "it is about " + about);
    }
    try {
      return new OpenRecord(
          id,
          CheckedJson.field(path, root, "owner"),
          new PlanDigest(CheckedJson.field(path, root, "plan")),
          VerdictRecord.state(root.path("record")));
    } catch (IllegalArgumentException wrong) {
      throw new ForeignContentException(path, String.valueOf(wrong.getMessage()));
    }
  }
}
