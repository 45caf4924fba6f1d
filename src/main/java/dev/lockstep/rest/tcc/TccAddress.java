package dev.lockstep.rest.tcc;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Address of a global transaction at a DTM server. Kept in the journal as a branch's coordinator,
 * so that it survives what the vote survives: {@code SERVER#tcc;gid=GID}.
 *
 * @param server base of its API, for example {@code http://dtm:36789/api/dtmsvr}
 * @param gid id of the global transaction
 */
public record TccAddress(String server, String gid) {
  private static final Pattern FORM = Pattern.compile("([^#]+)#tcc;gid=([^;#]+)");

  /** The address again; empty where it is another kind of coordinator's. */
  public static Optional<TccAddress> of(String text) {
    Matcher found = FORM.matcher(text);
    return found.matches()
        ? Optional.of(new TccAddress(found.group(1), found.group(2)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "%s#tcc;gid=%s".formatted(server, gid);
  }
}
