package dev.lockstep.rest.restat;

import dev.lockstep.rest.Origin;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Address of a REST-AT transaction, with what identifies its coordinator. Kept in the journal as a
 * branch's coordinator, so that it survives what the vote survives: {@code
 * TRANSACTION#restat;created=…;recovery=…;home=…}.
 *
 * @param transaction the transaction's address, without a fragment
 * @param created since when the coordinator had lived when it took the enlistment, in its own words
 *     and by its own clock; empty where it told none. Only compared for equality: clocks on a shop
 *     floor disagree
 * @param recovery where the coordinator would be told of another address of this participant; empty
 *     where it asked for the vote before it had said so
 * @param home this gateway's address as the coordinator has it; empty in what versions wrote that
 *     did not keep it
 */
record RestAtAddress(String transaction, String created, String recovery, Optional<String> home) {
  private static final Pattern FORM =
      Pattern.compile("([^#]+)#restat;created=([^;#]*);recovery=([^;#]*)(?:;home=([^;#]*))?");

  /** The address again; empty where it is another kind of coordinator's. */
  static Optional<RestAtAddress> of(String text) {
    Matcher found = FORM.matcher(text);
    return found.matches()
        ? Optional.of(
            new RestAtAddress(
                found.group(1),
                found.group(2),
                found.group(3),
                Optional.ofNullable(found.group(4))))
        : Optional.empty();
  }

  /**
   * Where Narayana's transaction manager tells its start time: one step above the transaction. No
   * link leads there, and no other coordinator is looked for there.
   */
  static String manager(Origin transaction) {
    String whole = transaction.uri().toString();
    return whole.substring(0, whole.lastIndexOf('/'));
  }

  @Override
  public String toString() {
    return "%s#restat;created=%s;recovery=%s".formatted(transaction, created, recovery)
        + home.map(address -> ";home=" + address).orElse("");
  }
}
