package dev.lockstep.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.transaction.TransactionId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written in znodes and addresses, and what is read from them. */
class EnsembleFormatsTest {
  private static final TransactionId ID = new TransactionId("t1.x:~");
  private static final PlanDigest PLAN = new PlanDigest("0123456789abcdef");
  private static final String LOG = "fedcba9876543210";
  private static final EnsemblePaths PATHS = new EnsemblePaths("/lockstep");

  private static VerdictRecord verdict(Optional<VerdictRecord.StateText> state) {
    return new VerdictRecord(
        ID,
        PLAN,
        EnsembleVerdict.ROLLBACK,
        List.of("the guard is open \ud800 \u00fc"),
        Instant.parse("2026-01-05T06:00:00Z"),
        "line-a-12ab",
        state,
        false);
  }

  @Test
  void verdictIsReadAsItWasWritten() throws Exception {
    VerdictRecord plain = verdict(Optional.empty());
    assertThat(VerdictRecord.decode("/x", ID, plain.encode())).isEqualTo(plain);
    VerdictRecord whole =
        verdict(
            Optional.of(
                new VerdictRecord.StateText(
                    2, "{\"amount\":100.50,\"n\":1E+2}", "{\"a\":[\"\\uD800\"]}")));
    assertThat(VerdictRecord.decode("/x", ID, whole.encode())).isEqualTo(whole);
    assertThat(VerdictRecord.decode("/x", ID, whole.encode()).encode()).isEqualTo(whole.encode());
  }

  @Test
  void everyChangedOctetIsFound() {
    byte[] written = verdict(Optional.empty()).encode();
    for (int each = 0; each < written.length; each++) {
      byte[] damaged = written.clone();
      damaged[each] ^= 1;
      assertThatThrownBy(() -> VerdictRecord.decode("/lockstep/tx/00/t1", ID, damaged))
          .isInstanceOf(ForeignContentException.class)
          .hasMessageContaining("/lockstep/tx/00/t1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{}", "hello", "{\"format\":1}", "null", ",\"checksum\":\"00000000\"}"})
  void foreignContentIsNamed(String content) {
    assertThatThrownBy(
            () -> VerdictRecord.decode("/x", ID, content.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(ForeignContentException.class)
        .hasMessageContaining("/x");
  }

  @Test
  void recordOfALaterFormatOrAnotherTransactionIsNotRead() {
    byte[] later = CheckedJson.seal(CheckedJson.bare().put("format", 2));
    assertThatThrownBy(() -> VerdictRecord.decode("/x", ID, later)).hasMessageContaining("2");
    byte[] other = verdict(Optional.empty()).encode();
    assertThatThrownBy(() -> VerdictRecord.decode("/x", new TransactionId("t2"), other))
        .hasMessageContaining("t1.x:~");
  }

  @Test
  void plantIsReadAsItWasWritten() throws Exception {
    PlantRecord plant = new PlantRecord("Plant \u00fc", LOG);
    assertThat(PlantRecord.decode("/x", plant.encode())).isEqualTo(plant);
  }

  @Test
  void addressIsReadAsItWasWritten() {
    EnsembleAddress address =
        new EnsembleAddress(
            "/plants/a", ID, 2, 3, PLAN, Duration.ofSeconds(10), LOG, Optional.empty());
    assertThat(address)
        .hasToString(
            "zookeeper:/plants/a/t1.x:~?participant=2&of=3&plan=0123456789abcdef&within=PT10S&log=fedcba9876543210");
    assertThat(EnsembleAddress.parse(address.toString())).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://x/lockstep/t1?participant=1&of=1&plan=0123456789abcdef&within=PT1S&log=fedcba9876543210",
        "zookeeper:/t1?participant=1&of=1&plan=0123456789abcdef&within=PT1S&log=fedcba9876543210",
        "zookeeper:/lockstep/t1",
        "zookeeper:/lockstep/t"
            + " 1?participant=1&of=1&plan=0123456789abcdef&within=PT1S&log=fedcba9876543210",
        "zookeeper:/lockstep/t1?participant=2&of=1&plan=0123456789abcdef&within=PT1S&log=fedcba9876543210",
        "zookeeper:/lockstep/t1?participant=0&of=1&plan=0123456789abcdef&within=PT1S&log=fedcba9876543210",
        "zookeeper:/lockstep/t1?participant=1&of=99999999999&plan=0123456789abcdef&within=PT1S&log=fedcba9876543210",
        "zookeeper:/lockstep/t1?participant=1&of=1&plan=0123&within=PT1S&log=fedcba9876543210",
        "zookeeper:/lockstep/t1?participant=1&of=1&plan=0123456789abcdef&within=1s&log=fedcba9876543210",
        "zookeeper:/lockstep/t1?participant=1&of=1&plan=0123456789abcdef&within=PT-1S&log=fedcba9876543210",
        "zookeeper:/lockstep/t1?participant=1&of=1&plan=0123456789abcdef&within=PT1S",
        "zookeeper:/lockstep/t1?participant=1&participant=1&of=1&plan=0123456789abcdef&within=PT1S&log=fedcba9876543210",
        "zookeeper:/lockstep/../t1?participant=1&of=1&plan=0123456789abcdef&within=PT1S&log=fedcba9876543210",
      })
  void addressOfAnotherFormIsRefused(String address) {
    assertThatIllegalArgumentException().isThrownBy(() -> EnsembleAddress.parse(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "lockstep",
        "/a/",
        "//a",
        "/a/../b",
        "/./a",
        "/zookeeper",
        "/zookeeper/x"
      })
  void chrootOfAnotherFormIsRefused(String chroot) {
    assertThatIllegalArgumentException().isThrownBy(() -> new EnsemblePaths(chroot));
  }

  @Test
  void pathsAreThoseOfTheLayout() {
    TransactionId id = new TransactionId("t1");
    // printf t1 | sha256sum
    assertThat(EnsemblePaths.bucket(id)).isEqualTo("62");
    assertThat(PATHS.verdict(id)).isEqualTo("/lockstep/tx/62/t1");
    assertThat(PATHS.vote(id, 2)).isEqualTo("/lockstep/votes/62/t1.2");
    assertThat(PATHS.open(id)).isEqualTo("/lockstep/open/62/t1");
    assertThat(PATHS.outcome(id, "http://tx/1"))
        .isEqualTo("/lockstep/outcomes/62/t1.0d0b95c7c211ca06");
    assertThat(PATHS.replica("r1")).isEqualTo("/lockstep/replicas/r1");
    assertThat(EnsemblePaths.buckets()).hasSize(256).startsWith("00", "01").endsWith("ff");
  }
}
