package dev.lockstep.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackingTest {
  static final String ENDED =
      """
      {"branch":true,"vote":true,"outcome":"COMMITTED","progress":[{"is":"APPLIED",\
      "at":[1795329316,333803459,41482046757961,0],"evidence":"read back",\
      "after":[["drive-7","Speed",27031,"Good"]]}],"decided":{"by":"COORDINATOR",\
      "at":[1795329316,330001076,41482042955578,0]},\
      "runs":["021e48a9-4b31-4079-9dde-3a973375306c"]}""";

  @Test
  void aBodyIsAThirdAsLongAndComesBackAsItWas() {
    Packing.Body packed = Packing.pack(Words.STATES, ENDED.getBytes(UTF_8));

    assertThat(packed.format()).isEqualTo(Packing.PACKED);
    assertThat(packed.octets()).hasSizeLessThan(ENDED.length() / 3);
    assertThat(unpacked(packed)).isEqualTo(ENDED);
  }

  private static String unpacked(Packing.Body body) {
    return new String(Packing.unpack(Words.STATES, body.format(), body.octets()), UTF_8);
  }

  /** What a disk may hold since it was first written so; other words would be another format. */
  @Test
  void whatWasPackedOnceIsUnpackedForEver() {
    byte[] onTheDisk =
        HexFormat.of()
            .parseHex(
                "e4cfb59d9f362ca1a683ad392ca9b094aecbcfbde564726976652d371c537065"
                    + "6564222c9b8331e6cfb59d9f362ca1808187362ca9b094aadfb7cee7823165b0"
                    + "61392d34629f2da8cf2d396464652d3361e1a1cb9e36631e");

    assertThat(Packing.unpack(Words.STATES, Packing.PACKED, onTheDisk)).asString().isEqualTo(ENDED);
  }

  /** Every word, also those that no body here consists of; see {@link Words} on changing one. */
  @Test
  void wordsAndTheirOrderAreThoseThatAreOnDisksAlready() {
    assertThat(sum(Words.STATES, 159)).isEqualTo(-467616446);
    assertThat(sum(Words.DOCUMENTS, 158)).isEqualTo(706191511);
  }

  private static int sum(Words words, int count) {
    Checksum sum = new Checksum();
    for (int number = 0; number < count; number++) {
      sum.with(words.word(number));
    }
    assertThatThrownBy(() -> words.word(count)).isInstanceOf(IllegalArgumentException.class);
    return sum.value();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void eachWordComesBack(int times) {
    for (int number = 0; number < 159; number++) {
      String text = new String(Words.STATES.word(number), UTF_8).repeat(times);
      Packing.Body packed = Packing.pack(Words.STATES, text.getBytes(UTF_8));
      assertThat(packed.octets()).as(text).hasSizeLessThanOrEqualTo(times);
      assertThat(unpacked(packed)).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "Größe \"12\"", "\"12\"\n", "\u0001", "12\u00ff", "1🦾"})
  void whatWouldBeNoShorterOrIsNotAsciiStaysAsItIs(String text) {
    Packing.Body body = Packing.pack(Words.STATES, text.getBytes(UTF_8));

    assertThat(body.format()).isEqualTo(Packing.PLAIN);
    assertThat(body.octets()).isEqualTo(text.getBytes(UTF_8));
    assertThat(unpacked(body)).isEqualTo(text);
  }

  @Test
  void piecesOfBodiesInAnyOrderComeBack() {
    SplittableRandom random = new SplittableRandom(17);
    for (int each = 0; each < 5_000; each++) {
      StringBuilder text = new StringBuilder();
      for (int piece = random.nextInt(20); piece > 0; piece--) {
        int from = random.nextInt(ENDED.length());
        text.append(ENDED, from, random.nextInt(from, ENDED.length() + 1));
      }
      Packing.Body body = Packing.pack(Words.STATES, text.toString().getBytes(UTF_8));
      assertThat(unpacked(body)).isEqualTo(text.toString());
    }
  }

  @Test
  void octetThatStandsForNoWordIsRefused() {
    byte[] unused = {'{', 0x1f, '}'};

    assertThatThrownBy(() -> Packing.unpack(Words.DOCUMENTS, Packing.PACKED, unused))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no word");
  }

  @ParameterizedTest
  @CsvSource({"0", "3", "-1"})
  void formatOfAnotherVersionIsNamed(int format) {
    assertThatThrownBy(() -> Packing.unpack(Words.STATES, format, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it is in format %d, this version reads 1 and 2", format);
  }
}
