package dev.lockstep.driver.opcua;

import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The elements of a list or a matrix in the order of the wire, the last dimension running fastest
 * (OPC 10000-6, 5.2.2.16), with the length of each dimension. A matrix is written as nested lists.
 *
 * @param lengths one for each dimension, the outermost first
 */
record Grid(List<Integer> lengths, List<Value> elements) {
  /** As many dimensions as the value itself has. */
  static final int ANY = 0;

  Grid {
    lengths = List.copyOf(lengths);
    elements = List.copyOf(elements);
  }

  /**
   * Takes nested lists apart. Rows of different lengths, and more or fewer dimensions than wanted,
   * are refused with the place.
   *
   * @param path of the value, for messages
   * @param wanted how many dimensions; {@link #ANY} for as many as there are
   */
  static Grid of(Value.Listing value, String path, int wanted) throws MisfitException {
    List<Integer> lengths = new ArrayList<>();
    Value first = value;
    while (first instanceof Value.Listing level && (wanted == ANY || lengths.size() < wanted)) {
      lengths.add(level.elements().size());
      first = level.elements().isEmpty() ? null : level.elements().getFirst();
    }
    if (wanted != ANY && lengths.size() < wanted && !value.elements().isEmpty()) {
      String found = "%s is a list of %d dimensions; %d are wanted: %s";
      throw new MisfitException(found.formatted(path, lengths.size(), wanted, example(wanted)));
    }
    if ((lengths.size() > 1 && lengths.contains(0)) || (wanted > 1 && value.elements().isEmpty())) {
      // OPC 10000-6, 5.2.2.16: each dimension is greater than zero.
      throw new MisfitException(
          Code.OUT_OF_RANGE, "%s is a matrix without elements".formatted(path));
    }
    List<Value> elements = new ArrayList<>();
    flatten(value, path, lengths, elements);
    return new Grid(lengths, elements);
  }

  private static void flatten(Value value, String path, List<Integer> lengths, List<Value> elements)
      throws MisfitException {
    if (lengths.isEmpty()) {
      if (value instanceof Value.Listing) {
        throw new MisfitException("%s is a list where a single value is wanted".formatted(path));
      }
      elements.add(value);
      return;
    }
    if (!(value instanceof Value.Listing level)) {
      throw new MisfitException("%s is a single value where a row is wanted".formatted(path));
    }
    int length = lengths.getFirst();
    if (level.elements().size() != length) {
      String found = "%s has %d elements, the first row has %d; a matrix has rows of one length";
      throw new MisfitException(
          Code.OUT_OF_RANGE, found.formatted(path, level.elements().size(), length));
    }
    for (int each = 0; each < length; each++) {
      String place = path + "[" + each + "]";
      flatten(level.elements().get(each), place, lengths.subList(1, lengths.size()), elements);
    }
  }

  private static String example(int dimensions) {
    return dimensions == 2 ? "[[1, 2], [3, 4]] is a matrix of 2 by 2" : "nested lists";
  }

  /** The nested lists of elements that came from the wire. */
  static Value.Listing nested(List<Value> elements, int[] lengths) {
    List<Value> level = elements;
    for (int each = lengths.length - 1; each > 0; each--) {
      level = rows(level, lengths[each], Value.Listing::new);
    }
    return new Value.Listing(level);
  }

  /** Elements in the order of the wire, in rows of one length; none where that is zero. */
  static <T> List<T> rows(List<T> elements, int length, Function<List<T>, T> row) {
    List<T> rows = new ArrayList<>();
    for (int from = 0; length > 0 && from + length <= elements.size(); from += length) {
      rows.add(row.apply(elements.subList(from, from + length)));
    }
    return rows;
  }

  /** The place of an element, for example {@code [1][0]}. */
  String place(int index) {
    int rest = index;
    String place = "";
    for (int each = lengths.size() - 1; each >= 0; each--) {
      place = "[" + rest % lengths.get(each) + "]" + place;
      rest /= lengths.get(each);
    }
    return place;
  }

  int[] dimensions() {
    return lengths.stream().mapToInt(Integer::intValue).toArray();
  }

  /** For messages: {@code 2 by 3}. */
  static String by(int[] lengths) {
    return Arrays.stream(lengths).mapToObj(String::valueOf).collect(Collectors.joining(" by "));
  }
}
