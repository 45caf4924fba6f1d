package dev.lockstep.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is called growth, and what is not. */
class TrendTest {
  private static List<Trend.Point> points(double... values) {
    return IntStream.range(0, values.length)
        .mapToObj(each -> new Trend.Point(10 * each, values[each]))
        .toList();
  }

  @Test
  void whatComesAndGoesDoesNotGrow() {
    assertThat(Trend.growth(points(5, 9, 5, 9, 5))).isCloseTo(0, within(1e-9));
    assertThat(Trend.growth(points(7))).isZero();
  }

  @Test
  void growthIsThatOfTheLineAndNotOfTheLastPoint() {
    assertThat(Trend.growth(points(1, 2, 3, 4))).isCloseTo(3, within(1e-9));
    assertThat(Trend.growth(points(4, 4, 4, 4, 9))).isLessThan(5);
  }

  @Test
  void leakOfThreadsIsSeenAndAFewMoreAreNot() {
    assertThat(Quantity.THREADS.grows(Trend.growth(points(40, 45, 50, 55)))).isTrue();
    assertThat(Quantity.THREADS.grows(Trend.growth(points(40, 42, 41, 43)))).isFalse();
  }
}
