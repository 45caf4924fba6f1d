package dev.lockstep.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackingTest {
  private static final String ENDED =
      """
      {"branch":true,"vote":true,"outcome":"COMMITTED","progress":[{"is":"APPLIED",\
      "at":[1795329316,333803459,41482046757961,0],"evidence":"read back",\
      "after":[["drive-7","Speed",27031,"Good"]]}],"decided":{"by":"COORDINATOR",\
      "at":[1795329316,330001076,41482042955578,0]},\
      "runs":["021e48a9-4b31-4079-9dde-3a973375306c"]}""";

  private final Packing packing = new Packing(Words.STATES);

  @AfterEach
  void close() {
    packing.close();
  }

  @Test
  void aBodyIsLessThanHalfAsLongAndComesBackAsItWas() {
    Packing.Body packed = packing.pack(ENDED.getBytes(US_ASCII));

    assertThat(packed.format()).isEqualTo(Packing.PACKED);
    assertThat(packed.octets()).hasSizeLessThan(ENDED.length() / 2);
    assertThat(Packing.unpack(Words.STATES, packed.format(), packed.octets()))
        .asString()
        .isEqualTo(ENDED);
  }

  /** What a disk may hold since it was first written so; other words would be another format. */
  @Test
  void whatWasPackedOnceIsUnpackedForEver() {
    byte[] onTheDisk =
        HexFormat.of()
            .parseHex(
                "b5d02b1202410c84e1bba02755493a8fc939d0888519b16e0b81e3eeaca10a1c"
                    + "88b5adbebf8fe06739b420d1007486793513ebca16e959f163e0b8af8f49b96f"
                    + "e76dee554d93f17ff02787998533de1c2d77cffe7d09ab4ceb4b915d21649c45"
                    + "35c6242c95403a386ea7cbf305");

    assertThat(Packing.unpack(Words.STATES, Packing.PACKED, onTheDisk)).asString().isEqualTo(ENDED);
  }

  @Test
  void whatWouldBeNoShorterStaysAsItIs() {
    for (String text : new String[] {"", "{}", "Größe"}) {
      Packing.Body body = packing.pack(text.getBytes(US_ASCII));
      assertThat(body.format()).as(text).isEqualTo(Packing.PLAIN);
      assertThat(body.octets()).as(text).isEqualTo(text.getBytes(US_ASCII));
    }
  }

  @Test
  void octetsOfAnyLengthComeBack() {
    SplittableRandom random = new SplittableRandom(17);
    for (int length = 0; length < 5_000; length += 1 + random.nextInt(100)) {
      byte[] octets = new byte[length];
      for (int at = 0; at < length; at++) {
        octets[at] = (byte) ENDED.charAt(random.nextInt(1 + random.nextInt(ENDED.length())));
      }
      Packing.Body body = packing.pack(octets);
      assertThat(Packing.unpack(Words.STATES, body.format(), body.octets())).isEqualTo(octets);
    }
  }

  @Test
  void manyUnpackAtOnce() {
    Packing.Body packed = packing.pack(ENDED.getBytes(US_ASCII));
    var all =
        IntStream.range(0, 200)
            .mapToObj(
                each ->
                    CompletableFuture.supplyAsync(
                        () -> Packing.unpack(Words.STATES, packed.format(), packed.octets())))
            .toList();
    assertThat(all).allSatisfy(each -> assertThat(each.join()).asString().isEqualTo(ENDED));
  }

  @Test
  void whatIsNotWholeIsRefusedAndTheNextIsReadAllTheSame() {
    byte[] packed = packing.pack(ENDED.getBytes(US_ASCII)).octets();
    for (int length = 0; length < packed.length; length++) {
      byte[] cut = Arrays.copyOf(packed, length);
      assertThatThrownBy(() -> Packing.unpack(Words.STATES, Packing.PACKED, cut))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("its body cannot be unpacked");
    }
    assertThatThrownBy(
            () ->
                Packing.unpack(
                    Words.STATES, Packing.PACKED, Arrays.copyOf(packed, packed.length + 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Packing.unpack(Words.STATES, Packing.PACKED, packed)).asString().isEqualTo(ENDED);
  }

  @ParameterizedTest
  @CsvSource({"0", "3", "-1"})
  void formatOfAnotherVersionIsNamed(int format) {
    assertThatThrownBy(() -> Packing.unpack(Words.STATES, format, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it is in format %d, this version reads 1 and 2", format);
  }
}
