package dev.lockstep.transaction;

import java.util.regex.Pattern;

/**
 * The id of a transaction, given by its coordinator: 1 to 128 of {@code A-Za-z0-9._:~-}, and
 * neither {@code .} nor {@code ..}.
 *
 * @throws IllegalArgumentException where the text has another form; the message says what is
 *     allowed
 */
public record TransactionId(String value) implements Comparable<TransactionId> {
  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._:~-]{1,128}");

  public TransactionId {
    // A URL path cannot contain them: RFC 3986, 5.2.4 removes dot segments.
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
