package dev.lockstep.participant;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The fingerprint of a request, which tells a repetition from another request: equal for equal
 * commands, independent of the order of keys and the spelling of numbers.
 */
final class Fingerprint {
  private static final int LENGTH = 32;

  private Fingerprint() {}

  /** 32 hexadecimal digits of SHA-256 over the commands, and over whether it is one-phase. */
  static String of(PrepareRequest request) {
    StringBuilder text = new StringBuilder(request.onePhase() ? "execute" : "prepare");
    for (PrepareRequest.Wish wish : request.commands()) {
      write(
          text.append('\n'),
          List.of(wish.device(), wish.command(), wish.stage(), wish.arguments()));
      text.append(wish.read() ? "read" : "");
    }
    byte[] digest = sha256().digest(text.toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest).substring(0, LENGTH);
  }

  private static void write(StringBuilder text, Object value) {
    switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, each) -> sorted.put(String.valueOf(key), each));
        text.append('{');
        sorted.forEach(
            (key, each) -> write(text.append(key.length()).append(':').append(key), each));
        text.append('}');
      }
      case List<?> list -> {
        text.append('[');
        list.forEach(each -> write(text, each));
        text.append(']');
      }
      case BigDecimal number ->
          text.append('#')
              .append(number.signum() == 0 ? "0" : number.stripTrailingZeros().toString())
              .append(';');
      case String string -> text.append('"').append(string.length()).append(':').append(string);
      // Booleans and stages.
      case Object other -> text.append(other).append(';');
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
