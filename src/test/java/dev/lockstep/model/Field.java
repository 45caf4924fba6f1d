package dev.lockstep.model;

/** A few bits of a packed world. */
record Field(int word, int shift, long mask) {

  /** Hands out bits, one field after the other; none crosses the border of a word. */
  static final class Ruler {
    private int word;
    private int shift;

    Field bits(int width) {
      if (shift + width > Long.SIZE) {
        word++;
        shift = 0;
      }
      Field field = new Field(word, shift, (1L << width) - 1);
      shift += width;
      return field;
    }

    int words() {
      return word + 1;
    }
  }
}
