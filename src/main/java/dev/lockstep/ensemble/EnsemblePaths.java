package dev.lockstep.ensemble;

import dev.lockstep.transaction.TransactionId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Paths of the znodes below the chroot. What there is one of for each transaction stands in 256
 * buckets, so that no znode has more than some thousand children.
 *
 * @param chroot absolute, without a slash at its end
 */
public record EnsemblePaths(String chroot) {
  private static final int BUCKETS = 256;
  private static final Pattern FORM = Pattern.compile("(/[A-Za-z0-9._~-]{1,64}){1,8}");
  private static final Pattern LINE = Pattern.compile("[A-Za-z0-9._~-]{1,64}");
  private static final Pattern DOTS = Pattern.compile(".*/\\.{1,2}(/.*)?");

  /**
   * @throws IllegalArgumentException where it is no such path; the message says what is allowed
   */
  public EnsemblePaths {
    if (!FORM.matcher(chroot).matches() || DOTS.matcher(chroot).matches()) {
      throw new IllegalArgumentException(
          "a chroot is a path such as /lockstep: 1 to 8 names of A-Za-z0-9._~- with a slash before each");
    }
    if (chroot.equals("/zookeeper") || chroot.startsWith("/zookeeper/")) {
      throw new IllegalArgumentException("/zookeeper is ZooKeeper's own");
    }
  }

  /** The chroot and what stands above it, from the root down. */
  List<String> chrootAndAbove() {
    List<String> all = new ArrayList<>();
    for (int end = chroot.indexOf('/', 1); end > 0; end = chroot.indexOf('/', end + 1)) {
      all.add(chroot.substring(0, end));
    }
    all.add(chroot);
    return all;
  }

  /** Whose the chroot is. */
  public String plant() {
    return chroot + "/plant";
  }

  /** The verdict: its create-if-absent is the commit point. */
  public String verdict(TransactionId id) {
    return verdicts(bucket(id)) + "/" + id;
  }

  public String verdicts(String bucket) {
    return chroot + "/tx/" + bucket;
  }

  /**
   * A vote COMMIT, published by a gateway in doubt.
   *
   * @param participant from 1
   */
  public String vote(TransactionId id, int participant) {
    return votes(bucket(id)) + "/" + id + "." + participant;
  }

  public String votes(String bucket) {
    return chroot + "/votes/" + bucket;
  }

  /** What has been begun, with its plan and the replica that is at it. */
  public String open(TransactionId id) {
    return opened(bucket(id)) + "/" + id;
  }

  public String opened(String bucket) {
    return chroot + "/open/" + bucket;
  }

  /**
   * The outcome that a gateway was told by a coordinator that knows nothing of the ensemble.
   * Another coordinator may use the same id for another transaction.
   */
  public String outcome(TransactionId id, String coordinator) {
    String digest = PlanDigest.of(coordinator).hex();
    return outcomes(bucket(id)) + "/" + id + "." + digest;
  }

  public String outcomes(String bucket) {
    return chroot + "/outcomes/" + bucket;
  }

  /** Ephemeral: a replica that lives. */
  public String replica(String incarnation) {
    return replicas() + "/" + incarnation;
  }

  public String replicas() {
    return chroot + "/replicas";
  }

  /** Ephemeral: the lease of the replica that sweeps. */
  public String sweeper() {
    return chroot + "/sweeper";
  }

  /**
   * The lease of a line of two PCs.
   *
   * @param line its name: 1 to 64 of A-Za-z0-9._~-, and more than dots
   */
  public String line(String line) {
    if (!LINE.matcher(line).matches() || line.chars().allMatch(each -> each == '.')) {
      throw new IllegalArgumentException(
          "a line whose lease the ensemble keeps has a name of 1 to 64 of A-Za-z0-9._~-, and \"%s\" is none"
              .formatted(line));
    }
    return chroot + "/lines/" + line;
  }

  /** Two hexadecimal digits: the first octet of SHA-256 of the id. */
  public static String bucket(TransactionId id) {
    return HexFormat.of().toHexDigits(PlanDigest.sha256(id.value())[0]);
  }

  /** The transaction that a znode of that name in that bucket is about; empty where it is none. */
  static Optional<TransactionId> id(String bucket, String name) {
    try {
      TransactionId id = new TransactionId(name);
      return bucket(id).equals(bucket) ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException foreign) {
      return Optional.empty();
    }
  }

  /** All that there can be, in their order; each is made when it is first needed. */
  public static List<String> buckets() {
    return IntStream.range(0, BUCKETS)
        .mapToObj(each -> HexFormat.of().toHexDigits((byte) each))
        .toList();
  }
}
