package dev.lockstep.ensemble;

import dev.lockstep.transaction.TransactionId;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Coordinator's address in a prepare of a transaction that is decided in the ensemble: {@code
 * zookeeper:/CHROOT/ID?participant=N&of=M&plan=HEX&within=PT10S&log=HEX}, and {@code &at=INSTANT}
 * where the machines are to move together then.
 *
 * @param chroot the plant's znode, the same in the gateway's configuration
 * @param participant which one the gateway is, from 1
 * @param of how many there are
 * @param plan a verdict of another plan is not this transaction's
 * @param within the time for votes; positive
 * @param log identity of the log ({@link PlantRecord#log}): what is not found in another one, say
 *     in an ensemble that was set up anew, was not left undecided by it
 * @param instant at which the machines are to move, if it is COMMIT; empty for at once
 */
public record EnsembleAddress(
    String chroot,
    TransactionId id,
    int participant,
    int of,
    PlanDigest plan,
    Duration within,
    String log,
    Optional<Instant> instant) {
  public static final String SCHEME = "zookeeper:";

  private static final int LENGTH_MAX = 2048;
  private static final int PARTICIPANTS_MAX = 1024;
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,3}");

  public EnsembleAddress {
    var unused = new EnsemblePaths(chroot);
    PlantRecord.checkLog(log);
    if (participant < 1 || participant > of || of > PARTICIPANTS_MAX) {
      throw new IllegalArgumentException("participant %d of %d".formatted(participant, of));
    }
    if (!within.isPositive()) {
      throw new IllegalArgumentException("the time for votes is not positive: " + within);
    }
  }

  /** Whether an address is of this kind, well formed or not. */
  public static boolean is(String address) {
    return address.startsWith(SCHEME);
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException where it has another form; the message says what is wrong
   */
  public static EnsembleAddress parse(String address) {
    int query = address.indexOf('?');
    int slash = address.lastIndexOf('/', query < 0 ? address.length() : query);
    if (!is(address) || address.length() > LENGTH_MAX || query < 0 || slash <= SCHEME.length()) {
      throw new IllegalArgumentException(
          "an address in the ensemble is "
              + SCHEME
              + "/CHROOT/ID?participant=N&of=M&plan=HEX&within=PT10S&log=HEX");
    }
    Map<String, String> fields = fields(address.substring(query + 1));
    try {
      return new EnsembleAddress(
          address.substring(SCHEME.length(), slash),
          new TransactionId(address.substring(slash + 1, query)),
          number(fields, "participant"),
          number(fields, "of"),
          new PlanDigest(field(fields, "plan")),
          Duration.parse(field(fields, "within")),
          field(fields, "log"),
          Optional.ofNullable(fields.get("at")).map(Instant::parse));
    } catch (DateTimeException wrong) {
      throw new IllegalArgumentException(
          "within is no duration such as PT10S, or at no instant", wrong);
    }
  }

  private static Map<String, String> fields(String query) {
    Map<String, String> fields = new HashMap<>();
    for (String each : query.split("&", -1)) {
      int sign = each.indexOf('=');
      if (sign < 1 || fields.put(each.substring(0, sign), each.substring(sign + 1)) != null) {
        throw new IllegalArgumentException("no field, or one that comes twice: " + each);
      }
    }
    return fields;
  }

  private static String field(Map<String, String> fields, String name) {
    return Optional.ofNullable(fields.get(name))
        .orElseThrow(() -> new IllegalArgumentException("it has no " + name));
  }

  private static int number(Map<String, String> fields, String name) {
    String text = field(fields, name);
    if (!NUMBER.matcher(text).matches()) {
      throw new IllegalArgumentException(name + " is no number from 1 on: " + text);
    }
    return Integer.parseInt(text);
  }

  /** As a gateway is sent it. */
  @Override
  public String toString() {
    return SCHEME
        + chroot
        + "/"
        + id
        + "?participant=%d&of=%d&plan=%s&within=%s&log=%s"
            .formatted(participant, of, plan, within, log)
        + instant.map(at -> "&at=" + at).orElse("");
  }
}
