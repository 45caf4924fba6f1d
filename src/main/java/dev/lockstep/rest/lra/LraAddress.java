package dev.lockstep.rest.lra;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Address of a long running action, with the address that the coordinator gave this participant.
 * Kept in the journal as a branch's coordinator, so that it survives what the vote survives: {@code
 * LRA#lra;recovery=…}.
 *
 * @param lra the action's address, without a fragment
 * @param recovery {@code Long-Running-Action-Recovery}: where the coordinator knows this
 *     participant; empty where it gave none. Nothing rests on it; it is kept for people
 */
public record LraAddress(String lra, String recovery) {
  private static final Pattern FORM = Pattern.compile("([^#]+)#lra;recovery=([^;#]*)");

  /** The address again; empty where it is another kind of coordinator's. */
  public static Optional<LraAddress> of(String text) {
    Matcher found = FORM.matcher(text);
    return found.matches()
        ? Optional.of(new LraAddress(found.group(1), found.group(2)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "%s#lra;recovery=%s".formatted(lra, recovery);
  }
}
