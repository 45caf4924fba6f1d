package dev.lockstep.ensemble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.standby.LeaseRecord;
import java.util.Map;
import java.util.TreeMap;

/** Content of {@link EnsemblePaths#line}: a line's {@link LeaseRecord}. */
final class LeaseZnode {
  private LeaseZnode() {}

  static byte[] encode(String line, LeaseRecord record) {
    ObjectNode root = CheckedJson.object().put("line", line);
    root.put("term", record.term()).put("holder", record.holder()).put("run", record.run());
    root.put("counter", record.counter());
    ObjectNode inSync = root.putObject("inSync");
    new TreeMap<>(record.inSync()).forEach(inSync::put);
    return CheckedJson.seal(root);
  }

  /**
   * The record that was written.
   *
   * @throws ForeignContentException where the content is none of this kind, or of another line
   */
  static LeaseRecord decode(String path, String line, byte[] content)
      throws ForeignContentException {
    JsonNode root = CheckedJson.unseal(path, content);
    String about = CheckedJson.field(path, root, "line");
    if (!about.equals(line)) {
      throw new ForeignContentException(path, "it is about the line " + about);
    }
    JsonNode listed = root.path("inSync");
    if (!listed.isObject()) {
      throw new ForeignContentException(path, "it has no object inSync");
    }
    Map<String, Long> inSync = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : listed.properties()) {
      inSync.put(each.getKey(), number(path, "inSync", each.getValue()));
    }
    return new LeaseRecord(
        number(path, "term", root.path("term")),
        CheckedJson.field(path, root, "holder"),
        number(path, "run", root.path("run")),
        number(path, "counter", root.path("counter")),
        inSync);
  }

  private static long number(String path, String name, JsonNode value)
      throws ForeignContentException {
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw new ForeignContentException(path, "it has no number " + name);
    }
    return value.longValue();
  }
}
