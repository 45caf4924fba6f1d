package dev.lockstep.ensemble;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/**
 * Content of {@link EnsemblePaths#plant}: whose the chroot is. Written once, by the first
 * coordinator.
 *
 * @param name the plant's
 * @param log identity of this log, 16 hexadecimal digits, drawn when it was made: an ensemble that
 *     lost its data and was set up anew has another one
 */
public record PlantRecord(String name, String log) {
  private static final Pattern LOG = Pattern.compile("[0-9a-f]{16}");

  public PlantRecord {
    checkLog(log);
  }

  static void checkLog(String log) {
    if (!LOG.matcher(log).matches()) {
      throw new IllegalArgumentException("a log's identity is 16 of 0-9 a-f");
    }
  }

  public byte[] encode() {
    return CheckedJson.seal(CheckedJson.object().put("plant", name).put("log", log));
  }

  /**
   * @throws ForeignContentException where the content is none of this kind
   */
  public static PlantRecord decode(String path, byte[] content) throws ForeignContentException {
    JsonNode object = CheckedJson.unseal(path, content);
    try {
      return new PlantRecord(
          CheckedJson.field(path, object, "plant"), CheckedJson.field(path, object, "log"));
    } catch (IllegalArgumentException wrong) {
      throw new ForeignContentException(path, String.valueOf(wrong.getMessage()));
    }
  }
}
