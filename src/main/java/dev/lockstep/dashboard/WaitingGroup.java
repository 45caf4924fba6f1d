package dev.lockstep.dashboard;

import dev.lockstep.transaction.Intervention;
import dev.lockstep.transaction.State;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Transactions that wait for a person alike, on one row; or one alone.
 *
 * @param word of their key; empty for one alone
 * @param first the one that waits the longest
 * @param count how many there are
 * @param machines of all of them, shortened
 * @param causes how many different ones there are
 * @param several address of the view where exactly these are chosen
 * @param ids those that are listed, the oldest first
 */
record WaitingGroup(
    String word,
    WaitingRow first,
    int count,
    String machines,
    int causes,
    String several,
    List<String> ids) {
  /** What is the same for all of a group. */
  record Key(State.Name state, Intervention.Kind kind, String remedy, String coordinator) {
    private static final int WORD_OCTETS = 8;

    /** In an address: the same for the same key, at any time. */
    String word() {
      String text = String.join("\n", state.name(), kind.name(), remedy, coordinator);
      try {
        byte[] digest =
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, WORD_OCTETS);
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException("every Java has SHA-256", impossible);
      }
    }
  }

  WaitingGroup {
    ids = List.copyOf(ids);
  }

  public boolean alone() {
    return count == 1;
  }

  /** How many causes there are besides that of the first. */
  public int otherCauses() {
    return causes - 1;
  }

  /** How many are not listed. */
  public int more() {
    return count - ids.size();
  }

  /** How many of them can be decided in one run. */
  public int chosen() {
    return Math.min(count, SeveralLooks.CHOSEN_MAX);
  }
}
