package dev.lockstep.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IndexRangeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5|5",
        "0|0",
        "2:4|2:4",
        "1,2|1,2",
        "0:1,0:1|0:1,0:1",
        "05:007|5:7",
        "2147483646|2147483646"
      })
  void rangesAreSpelledInOneWay(String text, String spelled) {
    assertThat(IndexRange.parse(text)).map(IndexRange::toString).contains(spelled);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a",
        "4:2",
        "2:2",
        "-1",
        "+1",
        "1:",
        ":1",
        "1:2:3",
        "1,",
        ",1",
        "1,,2",
        " 5",
        "5 ",
        "1.0",
        "2147483647",
        "99999999999",
        "0:2147483647",
        "[5]",
        "٣",
        "0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0"
      })
  void otherTextsAreNone(String text) {
    assertThat(IndexRange.parse(text)).isEmpty();
  }

  @Property
  void whatIsSpelledIsReadAsTheSame(@ForAll("ranges") IndexRange range) {
    assertThat(IndexRange.parse(range.toString())).contains(range);
  }

  @Property
  void anyTextOfItsLettersIsARangeOfTheStandardOrNone(@ForAll("texts") String text) {
    Optional<IndexRange> range = IndexRange.parse(text);
    boolean permitted = text.matches("[0-9]+(:[0-9]+)?(,[0-9]+(:[0-9]+)?)*");
    if (!permitted) {
      assertThat(range).isEmpty();
    }
    range.ifPresent(
        found ->
            assertThat(found.intervals())
                .allSatisfy(each -> assertThat(each.first()).isBetween(0, each.last())));
  }

  @Property
  void rangesOverlapWhereTheyHaveAnElementInCommon(
      @ForAll("ranges") IndexRange one, @ForAll("ranges") IndexRange other) {
    int common = Math.min(one.intervals().size(), other.intervals().size());
    Set<List<Integer>> shared = new HashSet<>(elements(one, common));
    shared.retainAll(elements(other, common));
    assertThat(one.overlaps(other)).isEqualTo(!shared.isEmpty());
    assertThat(other.overlaps(one)).isEqualTo(!shared.isEmpty());
  }

  private static List<List<Integer>> elements(IndexRange range, int dimensions) {
    List<List<Integer>> all = List.of(List.of());
    for (IndexRange.Interval each : range.intervals().subList(0, dimensions)) {
      List<List<Integer>> longer = new ArrayList<>();
      for (List<Integer> place : all) {
        for (int index = each.first(); index <= each.last(); index++) {
          List<Integer> next = new ArrayList<>(place);
          next.add(index);
          longer.add(next);
        }
      }
      all = longer;
    }
    return all;
  }

  @Provide
  Arbitrary<IndexRange> ranges() {
    Arbitrary<Integer> index = Arbitraries.integers().between(0, 6);
    Arbitrary<IndexRange.Interval> interval =
        Combinators.combine(index, index)
            .as(
                (one, other) ->
                    new IndexRange.Interval(Math.min(one, other), Math.max(one, other)));
    return interval.list().ofMinSize(1).ofMaxSize(3).map(IndexRange::new);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("0123456789:,- ").ofMaxLength(8);
  }
}
