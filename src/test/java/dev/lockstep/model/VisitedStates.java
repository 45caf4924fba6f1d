package dev.lockstep.model;

import java.util.Arrays;

/**
 * The worlds met so far, each under a number in the order of meeting, whole: no fingerprint stands
 * for a world, so none is taken for another.
 */
final class VisitedStates {
  private static final int CHUNK_BITS = 14;
  private static final int CHUNK = 1 << CHUNK_BITS;

  private final int words;
  private long[][] chunks = new long[64][];
  private int[] table = new int[1 << 16];
  private int size;

  VisitedStates(int words) {
    this.words = words;
  }

  int size() {
    return size;
  }

  World get(int number) {
    long[] chunk = chunks[number >>> CHUNK_BITS];
    int from = (number & (CHUNK - 1)) * words;
    return new World(Arrays.copyOfRange(chunk, from, from + words));
  }

  /** Its number; it is new where that is the size before. */
  int number(World world) {
    if (size * 2 > table.length) {
      grow();
    }
    int place = place(world.bits);
    if (table[place] == 0) {
      append(world.bits);
      table[place] = size;
    }
    return table[place] - 1;
  }

  private void append(long[] bits) {
    int chunk = size >>> CHUNK_BITS;
    if (chunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunks.length * 2);
    }
    if ((size & (CHUNK - 1)) == 0) {
      chunks[chunk] = new long[CHUNK * words];
    }
    System.arraycopy(bits, 0, chunks[chunk], (size & (CHUNK - 1)) * words, words);
    size++;
  }

  /** Where it stands in the table, or the free place where it belongs. */
  private int place(long[] bits) {
    int mask = table.length - 1;
    int place = hash(bits) & mask;
    while (table[place] != 0 && !same(table[place] - 1, bits)) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private boolean same(int number, long[] bits) {
    long[] chunk = chunks[number >>> CHUNK_BITS];
    int from = (number & (CHUNK - 1)) * words;
    return Arrays.equals(chunk, from, from + words, bits, 0, words);
  }

  private static int hash(long[] bits) {
    long mixed = 0;
    for (long word : bits) {
      mixed = (mixed ^ word) * 0x9E3779B97F4A7C15L;
      mixed ^= mixed >>> 32;
    }
    return (int) mixed;
  }

  private void grow() {
    table = new int[table.length * 2];
    for (int number = 0; number < size; number++) {
      table[place(get(number).bits)] = number + 1;
    }
  }
}
