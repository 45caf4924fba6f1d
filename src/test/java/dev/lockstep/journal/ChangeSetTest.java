package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.journal.RowChange.Cell;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The wire form of change sets: what is not exactly as it was made is refused. */
class ChangeSetTest {
  private static final ChangePosition BEGINNING =
      ChangePosition.beginning("journal", 2, "run 1", 3);

  private static ChangeSet sample(ChangePosition at) {
    return ChangeSetCodec.encode(
        new ChangeSet.Header("journal", 2, 3, at.lineage(), at.sequence() + 1, at.digest()),
        List.of(
            new RowChange.Upsert(
                "transactions",
                Long.MIN_VALUE,
                List.of(
                    new Cell.Null(),
                    new Cell.Whole(-1),
                    new Cell.Real(0.1),
                    new Cell.Text("ü".getBytes(StandardCharsets.UTF_8)),
                    new Cell.Blob(new byte[] {0, -1}))),
            new RowChange.Delete("history", 9),
            new RowChange.Counted("history", 12)));
  }

  @Test
  void whatWasEncodedIsReadBack() {
    ChangeSet made = sample(BEGINNING);

    ChangeSet read = ChangeSet.decode(made.encode());

    assertThat(read.header()).isEqualTo(made.header());
    assertThat(read.position()).isEqualTo(made.position());
    assertThat(read.rows()).usingRecursiveComparison().isEqualTo(made.rows());
    assertThat(read.follows(BEGINNING)).isTrue();
    assertThat(sample(made.position()).follows(made.position())).isTrue();
    assertThat(sample(made.position()).follows(BEGINNING)).isFalse();
  }

  @Test
  void anyAlteredOctetAndAnyOtherLengthIsRefusedInOneSentence() {
    byte[] octets = sample(BEGINNING).encode();
    for (int at = 0; at < octets.length; at++) {
      byte[] altered = octets.clone();
      altered[at] ^= 0x40;
      refused(altered);
      refused(Arrays.copyOf(octets, at));
    }
    refused(Arrays.copyOf(octets, octets.length + 1));
  }

  /** With a digest that fits: made by somebody else's hand. */
  @Test
  void octetsWithoutMeaningAreRefusedAlsoWhereTheirDigestFits() {
    byte[] octets = sample(BEGINNING).encode();
    for (int at = 4; at < octets.length - 32; at++) {
      for (int value : new int[] {0x00, 0x7f, 0xff}) {
        byte[] altered = octets.clone();
        altered[at] = (byte) value;
        byte[] body = Arrays.copyOf(altered, altered.length - 32);
        System.arraycopy(ChangeSetCodec.sha256().digest(body), 0, altered, altered.length - 32, 32);
        try {
          assertThat(ChangeSet.decode(altered).encode()).isEqualTo(altered);
        } catch (IllegalArgumentException refused) {
          assertThat(refused).hasMessageContaining("not a change set");
        }
      }
    }
  }

  private static void refused(byte[] octets) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChangeSet.decode(octets))
        .withMessageStartingWith("not a change set that this gateway reads: ");
  }
}
