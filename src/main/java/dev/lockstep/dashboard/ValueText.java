package dev.lockstep.dashboard;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Text of a value that a device showed, or is to show: short enough for a cell. */
final class ValueText {
  private static final int LENGTH_MAX = 120;

  private ValueText() {}

  static String of(@Nullable Object value) {
    String text =
        switch (value) {
          case null -> "no value";
          case BigDecimal number -> number.toPlainString();
          case Object other -> other.toString();
        };
    return text.length() <= LENGTH_MAX ? text : text.substring(0, LENGTH_MAX - 1) + "…";
  }
}
