package dev.lockstep.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.LogLines;
import dev.lockstep.participant.CoordinatorClient;
import dev.lockstep.transaction.TransactionId;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A coordinator that will not be asked is told with each vote, and logged once. */
class CoordinatorWarningsTest {
  private final LogLines log = new LogLines(CoordinatorWarnings.class);
  private final CoordinatorWarnings warnings = new CoordinatorWarnings(new OneListed());

  /** Would ask {@code http://listed} alone. */
  private static final class OneListed implements CoordinatorClient {
    @Override
    public Word ask(String address, TransactionId id) {
      return new Word.Silence("nobody is asked here");
    }

    @Override
    public Optional<String> objection(String address) {
      return address.startsWith("http://listed/")
          ? Optional.empty()
          : Optional.of(address + " is on no list");
    }
  }

  @AfterEach
  void stop() {
    log.close();
  }

  @Test
  void everyVoteIsWarnedAndEachHostIsLoggedOnce() {
    for (int each = 0; each < 5; each++) {
      assertThat(warnings.of(Optional.of("http://coordinater:8080/transactions/" + each)))
          .hasSize(1)
          .first()
          .asString()
          .contains("/transactions/" + each + " is on no list");
    }
    assertThat(warnings.of(Optional.of("htp:/line\nbreak"))).hasSize(1);
    warnings.of(Optional.of("another line\nbreak"));

    assertThat(log.lines()).hasSize(2);
    assertThat(log.lines().getFirst()).contains("coordinator=coordinater:8080;");
    assertThat(log.lines().getLast()).contains("coordinator=an address that is none;");
  }

  @Test
  void transactionsOfAnEnsembleThatIsNotConfiguredAreWarnedAndLoggedOnce() {
    for (int each = 0; each < 5; each++) {
      assertThat(warnings.of(Optional.of("zookeeper:/lockstep/t" + each + "?participant=1")))
          .hasSize(1);
    }
    assertThat(log.lines()).hasSize(1);
    assertThat(log.lines().getFirst()).contains("lockstep.ensemble.connect");
  }

  @Test
  void nothingIsSaidOfAListedOneAndOfNone() {
    assertThat(warnings.of(Optional.of("http://listed/1"))).isEmpty();
    assertThat(warnings.of(Optional.empty())).isEmpty();
    assertThat(log.lines()).isEmpty();
  }
}
