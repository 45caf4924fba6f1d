package dev.lockstep.model;

import java.util.Arrays;

/** Whole numbers, as many as come. */
final class Numbers {
  private int[] numbers = new int[1 << 12];
  private int size;

  void add(int number) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, size + size / 2);
    }
    numbers[size++] = number;
  }

  int get(int place) {
    return numbers[place];
  }

  int size() {
    return size;
  }
}
