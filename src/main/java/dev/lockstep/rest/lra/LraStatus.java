package dev.lockstep.rest.lra;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Status of a long running action (MicroProfile LRA, {@code LRAStatus}). */
enum LraStatus {
  ACTIVE("Active", Optional.empty(), false),
  CLOSING("Closing", Optional.of(Ending.CLOSE), false),
  CLOSED("Closed", Optional.of(Ending.CLOSE), true),
  FAILED_TO_CLOSE("FailedToClose", Optional.of(Ending.CLOSE), true),
  CANCELLING("Cancelling", Optional.of(Ending.CANCEL), false),
  CANCELLED("Cancelled", Optional.of(Ending.CANCEL), true),
  FAILED_TO_CANCEL("FailedToCancel", Optional.of(Ending.CANCEL), true);

  /** How an action ends: with complete, or with compensate of its participants. */
  enum Ending {
    CLOSE,
    CANCEL
  }

  private final String word;
  private final Optional<Ending> ending;
  private final boolean last;

  LraStatus(String word, Optional<Ending> ending, boolean last) {
    this.word = word;
    this.ending = ending;
    this.last = last;
  }

  /** The word of a body, plain or as JSON ({@code {"status": "Active"}}, or a string). */
  static Optional<LraStatus> read(byte[] body) {
    String text =
        new String(body, StandardCharsets.UTF_8)
            .strip()
            .replaceFirst("^\\{\\s*\"status\"\\s*:\\s*(\"[A-Za-z]*\")\\s*}$", "$1")
            .replaceFirst("^\"([A-Za-z]*)\"$", "$1");
    return Arrays.stream(values()).filter(each -> text.equals(each.word)).findFirst();
  }

  /** How it ends; empty while nothing is decided. */
  Optional<Ending> ending() {
    return ending;
  }

  /** Whether every participant has been told. */
  boolean last() {
    return last;
  }

  @Override
  public String toString() {
    return word;
  }
}
