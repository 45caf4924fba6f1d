package dev.lockstep.rest;

import java.util.Optional;

/** Port to the line of which this process is one of two. */
public interface LineAdministration {
  /** A gateway that stands alone. */
  LineAdministration NONE =
      new LineAdministration() {
        @Override
        public Optional<StandbyViews.LineView> line() {
          return Optional.empty();
        }

        @Override
        public WordAnswer say(LineWord word, boolean acceptLoss, String principal, String reason) {
          return new WordAnswer(false, "", "");
        }
      };

  /** Empty where this gateway stands alone. */
  Optional<StandbyViews.LineView> line();

  /** Passes an operator's word on; answers when it is known whether it is taken. */
  WordAnswer say(LineWord word, boolean acceptLoss, String principal, String reason);

  /** An operator's words, each the last part of its path. */
  enum LineWord {
    ALONE("alone"),
    TAKE_OVER("take-over"),
    STEP_DOWN("step-down");

    private final String path;

    LineWord(String path) {
      this.path = path;
    }

    public String path() {
      return path;
    }

    /** By the last part of the path. */
    public static Optional<LineWord> of(String path) {
      for (LineWord each : values()) {
        if (each.path.equals(path)) {
          return Optional.of(each);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * What became of a word.
   *
   * @param taken whether it is done, or begun
   * @param result in one word
   * @param detail one sentence, with the remedy where it is not taken
   */
  record WordAnswer(boolean taken, String result, String detail) {}
}
