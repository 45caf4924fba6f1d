package dev.lockstep.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTextTest {
  @Test
  void whatPeopleWriteStaysAsItIs() {
    String text = "Die Presse steht – geprüft: 5 °C, 漢字, 🚀 \"ok\" C:\\temp";

    assertThat(PrintableText.line(text)).isSameAs(text);
    assertThat(PrintableText.line(text, 100)).isSameAs(text);
  }

  @Test
  void whatEndsALineMovesTheCursorOrTurnsTextAroundIsShownAsItsEscape() {
    assertThat(PrintableText.line("a\r\nb\tc")).isEqualTo("a\\u000D\\u000Ab\\u0009c");
    assertThat(PrintableText.line("\u001b[2J\u009b31m\u007f"))
        .isEqualTo("\\u001B[2J\\u009B31m\\u007F");
    assertThat(PrintableText.line("a\u0085b\u2028c\u2029d")).isEqualTo("a\\u0085b\\u2028c\\u2029d");
    assertThat(PrintableText.line("\u202eevil\u2066\ufeff")).isEqualTo("\\u202Eevil\\u2066\\uFEFF");
    assertThat(PrintableText.line("\ud83d alone \ude00")).isEqualTo("\\uD83D alone \\uDE00");
    assertThat(PrintableText.line("\udb40\udc41")).isEqualTo("\\uDB40\\uDC41");
    assertThat(PrintableText.line("nul\0")).isEqualTo("nul\\u0000");
  }

  @Test
  void noCharacterLeavesALineThatIsNone() {
    for (int each = 0; each <= Character.MAX_CODE_POINT; each++) {
      String line = PrintableText.line(Character.toString(each));

      assertThat(line.lines().count()).isEqualTo(1);
      assertThat(line.codePoints().noneMatch(Character::isISOControl)).isTrue();
    }
  }

  @Test
  void whatIsTooLongIsCutAndSaysSo() {
    String cut = PrintableText.line("x".repeat(1_000), 50);

    assertThat(cut).hasSize(50).startsWith("xxx").endsWith("x… (cut)");
    assertThat(PrintableText.line(cut, 50)).isSameAs(cut);
    assertThat(PrintableText.line("x".repeat(50), 50)).isEqualTo("x".repeat(50));
    assertThat(PrintableText.line("\n".repeat(1_000), 50))
        .hasSizeLessThanOrEqualTo(50)
        .endsWith("0A… (cut)");
  }
}
