package dev.lockstep.ensemble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.lockstep.transaction.TransactionId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Content of {@link EnsemblePaths#verdict}: the decision about one transaction. Verdict, plan, by
 * and at never change; the record is what the replicas write on.
 *
 * @param plan which plan was decided on
 * @param reasons why ROLLBACK, one sentence each; empty for COMMIT
 * @param at when it was proposed, by the proposer's clock: for people
 * @param by the proposer: a replica's incarnation, or a gateway's name
 * @param record a replica's; a gateway's has none, for it does not know the plan
 * @param confirmed whether nothing is left to be done for anybody: it may be swept
 */
public record VerdictRecord(
    TransactionId id,
    PlanDigest plan,
    EnsembleVerdict verdict,
    List<String> reasons,
    Instant at,
    String by,
    Optional<StateText> record,
    boolean confirmed) {

  /**
   * The coordinator's record as its codec writes it.
   *
   * @param code of its state
   * @param terms JSON
   * @param body JSON
   */
  public record StateText(int code, String terms, String body) {
    /**
     * Whether it is the same record, whichever was written here and which was read: what was read
     * has the spelling of the reader.
     */
    boolean same(StateText other) {
      return equals(other) || normal().equals(other.normal());
    }

    private StateText normal() {
      return new StateText(
          code,
          CheckedJson.text(CheckedJson.value(terms)),
          CheckedJson.text(CheckedJson.value(body)));
    }
  }

  public VerdictRecord {
    reasons = List.copyOf(reasons);
  }

  /** A gateway's: it has seen that every participant votes COMMIT, or that one will not. */
  public static VerdictRecord proposed(
      EnsembleAddress address, EnsembleVerdict verdict, List<String> reasons, Proposer proposer) {
    return new VerdictRecord(
        address.id(),
        address.plan(),
        verdict,
        reasons,
        proposer.at(),
        proposer.name(),
        Optional.empty(),
        false);
  }

  /** Who proposes, and when. */
  public record Proposer(String name, Instant at) {}

  /** The same verdict with a later record. */
  VerdictRecord with(Optional<StateText> next, boolean done) {
    return new VerdictRecord(id, plan, verdict, reasons, at, by, next, done);
  }

  /** Without the record. */
  VerdictRecord head() {
    return with(Optional.empty(), false);
  }

  /** Whether it has come further than the other, of the same verdict. */
  boolean after(VerdictRecord other) {
    return record.map(StateText::code).orElse(0) > other.record.map(StateText::code).orElse(0);
  }

  /** As the znode holds it: equal records give equal octets. */
  public byte[] encode() {
    ObjectNode root = CheckedJson.object().put("id", id.value()).put("plan", plan.hex());
    root.put("verdict", verdict.name()).put("at", at.toString()).put("by", by);
    ArrayNode why = root.putArray("reasons");
    reasons.forEach(why::add);
    root.put("confirmed", confirmed);
    record.ifPresent(state -> root.set("record", node(state)));
    return CheckedJson.seal(root);
  }

  static ObjectNode node(StateText state) {
    ObjectNode node = CheckedJson.bare().put("code", state.code());
    // As the codec wrote them: a tree of each would cost more than everything else here.
    node.putRawValue("terms", new RawValue(state.terms()));
    node.putRawValue("body", new RawValue(state.body()));
    return node;
  }

  static StateText state(JsonNode node) {
    return new StateText(
        node.path("code").asInt(),
        CheckedJson.text(node.path("terms")),
        CheckedJson.text(node.path("body")));
  }

  /**
   * The record that was written.
   *
   * @param path of the znode
   * @param id the transaction that the path names
   * @throws ForeignContentException where the content is none of this kind, or of another id
   */
  public static VerdictRecord decode(String path, TransactionId id, byte[] content)
      throws ForeignContentException {
    JsonNode root = CheckedJson.unseal(path, content);
    String about = CheckedJson.field(path, root, "id");
    if (!about.equals(id.value())) {
      throw new ForeignContentException(path, "it is about " + about);
    }
    try {
      return new VerdictRecord(
          id,
          new PlanDigest(CheckedJson.field(path, root, "plan")),
          EnsembleVerdict.valueOf(CheckedJson.field(path, root, "verdict")),
          reasons(root.path("reasons")),
          Instant.parse(CheckedJson.field(path, root, "at")),
          CheckedJson.field(path, root, "by"),
          root.has("record") ? Optional.of(state(root.path("record"))) : Optional.empty(),
          root.path("confirmed").asBoolean());
    } catch (IllegalArgumentException | DateTimeException wrong) {
      throw new ForeignContentException(path, String.valueOf(wrong.getMessage()));
    }
  }

  private static List<String> reasons(JsonNode array) {
    List<String> reasons = new ArrayList<>();
    array.forEach(each -> reasons.add(each.asText()));
    return reasons;
  }
}
