package dev.lockstep.faults;

import java.util.List;

/** What becomes of one message on its way. */
public sealed interface Fate {
  Fate PASSED = new Passed();
  Fate SWALLOWED = new Instead(List.of());
  Fate HELD = new Held();
  Fate RESET_BEFORE = new ResetBefore();
  Fate RESET_AFTER = new ResetAfter();

  /** Goes through as it is. */
  record Passed() implements Fate {}

  /** These go through in its place; none: it is swallowed. */
  record Instead(List<byte[]> messages) implements Fate {}

  /** Goes through once the connection is not frozen any more; what follows waits behind it. */
  record Held() implements Fate {}

  /** The connection is reset on both sides, and the message is lost. */
  record ResetBefore() implements Fate {}

  /** Goes through; then the connection is reset on both sides. */
  record ResetAfter() implements Fate {}

  /** Says what becomes of each message. May block: then what follows waits behind it. */
  @FunctionalInterface
  interface Rule {
    Fate of(byte[] message);
  }
}
