package dev.lockstep.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "65536, 65536",
    "7b, 7",
    "64K, 65536",
    "64k, 65536",
    "16M, 16777216",
    "3G, 3221225472",
    "999999999999999999, 999999999999999999"
  })
  void sizeIsReadAsOperatorsWriteIt(String text, long bytes) {
    assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-1", "1.5M", "16 M", "16MB", "M", "9007199254740992K", "99999999999G"})
  void whatIsNoSizeIsRefusedWithAnExample(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ByteSize.parse(text))
        .withMessage("\"%s\" is no size; 65536, 64K or 16M would be right", text);
  }

  @Test
  void sizesHaveAnOrder() {
    assertThat(ByteSize.parse("1K")).isLessThan(ByteSize.parse("1025"));
  }
}
