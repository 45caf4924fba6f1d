package dev.lockstep.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.participant.CoordinatorClient;
import dev.lockstep.transaction.TransactionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A coordinator that will not be asked is told with each vote, and logged once. */
class CoordinatorWarningsTest {
  private final Logger log = Logger.getLogger(CoordinatorWarnings.class.getName());
  private final Lines lines = new Lines();
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

  private static final class Lines extends Handler {
    private final List<String> messages = new ArrayList<>();

    @Override
    public void publish(LogRecord line) {
      messages.add(String.format(line.getMessage(), line.getParameters()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void listen() {
    log.addHandler(lines);
  }

  @AfterEach
  void stop() {
    log.removeHandler(lines);
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

    assertThat(lines.messages).hasSize(2);
    assertThat(lines.messages.getFirst()).contains("coordinator=coordinater:8080;");
    assertThat(lines.messages.getLast()).contains("coordinator=an address that is none;");
  }

  @Test
  void transactionsOfAnEnsembleThatIsNotConfiguredAreWarnedAndLoggedOnce() {
    for (int each = 0; each < 5; each++) {
      assertThat(warnings.of(Optional.of("zookeeper:/lockstep/t" + each + "?participant=1")))
          .hasSize(1);
    }
    assertThat(lines.messages).hasSize(1);
    assertThat(lines.messages.getFirst()).contains("lockstep.ensemble.connect");
  }

  @Test
  void nothingIsSaidOfAListedOneAndOfNone() {
    assertThat(warnings.of(Optional.of("http://listed/1"))).isEmpty();
    assertThat(warnings.of(Optional.empty())).isEmpty();
    assertThat(lines.messages).isEmpty();
  }
}
