package dev.lockstep.transaction;

import java.util.regex.Pattern;

/**
 * The coordinator's name for a transaction: 1 to 128 of {@code A-Za-z0-9._:~-}, and neither {@code
 * .} nor {@code ..}.
 *
 * @throws IllegalArgumentException where the text is anything else; the message says what is
 *     allowed
 */
public record TransactionId(String value) implements Comparable<TransactionId> {
  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._:~-]{1,128}");

  public TransactionId {
    // A path cannot name them: RFC 3986 takes dot segments out of it.
    boolean dots = value.equals(".") || value.equals("..");
    if (dots || !ALLOWED.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a transaction id is 1 to 128 of A-Z a-z 0-9 . _ : ~ -, and neither . nor ..");
    }
  }

  @Override
  public int compareTo(TransactionId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
