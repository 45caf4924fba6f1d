package dev.lockstep.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Moment;
import dev.lockstep.transaction.TransactionId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes when a confirmed verdict is old enough, and what stays however old it is. */
class VerdictSweeperTest {
  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final PlanDigest PLAN = PlanDigest.of("this plan");
  private static final int TURNS_FOR_ALL_BUCKETS = 16;

  private static void decided(EnsembleClient client, TransactionId id, boolean confirmed) {
    VerdictRecord verdict =
        new VerdictRecord(
            id,
            PLAN,
            EnsembleVerdict.COMMIT,
            List.of(),
            Instant.EPOCH,
            "replica",
            Optional.of(new VerdictRecord.StateText(3, "{}", "{}")),
            confirmed);
    created(client, client.paths().verdict(id), verdict.encode());
    created(client, client.paths().vote(id, 1), new VoteRecord(PLAN, "a", Instant.EPOCH).encode());
    // Its deletion was lost: correctness must not rest on that anybody comes by to repeat it.
    created(client, client.paths().open(id), "left".getBytes(StandardCharsets.UTF_8));
  }

  private static void created(EnsembleClient client, String path, byte[] content) {
    assertThat(client.create(path, content).join()).isEqualTo(new WriteResult.Done());
  }

  private static boolean there(EnsembleClient client, String path) {
    return client.readLatest(path).join() instanceof ReadResult.Found;
  }

  @Test
  void verdictGoesWithItsVotesAndWhatIsLeftOfItsPlanAndNeverUnconfirmed(@TempDir Path folder) {
    try (LoneZooKeeper server = LoneZooKeeper.in(folder)) {
      EnsembleSettings settings = server.settings("forgotten-for=1h");
      try (EnsembleClient client = EnsembleClient.open(settings)) {
        assertThat(client.firstConnection()).succeedsWithin(WAIT);
        client.createChroot().join();
        TransactionId confirmed = new TransactionId("t1");
        TransactionId open = new TransactionId("t2");
        decided(client, confirmed, true);
        decided(client, open, false);
        sweep(client, settings, Duration.ofMinutes(30));
        assertThat(there(client, client.paths().verdict(confirmed))).isTrue();
        sweep(client, settings, Duration.ofDays(300));
        assertThat(there(client, client.paths().verdict(confirmed))).isFalse();
        assertThat(there(client, client.paths().vote(confirmed, 1))).isFalse();
        assertThat(there(client, client.paths().open(confirmed))).isFalse();
        assertThat(there(client, client.paths().verdict(open))).isTrue();
        assertThat(there(client, client.paths().vote(open, 1))).isTrue();
        assertThat(there(client, client.paths().open(open))).isTrue();
      }
    }
  }

  private static void sweep(EnsembleClient client, EnsembleSettings settings, Duration later) {
    Moment now = new Moment(Instant.now().plus(later), 0, "run");
    VerdictSweeper sweeper = new VerdictSweeper(client, "r1", settings.times(), () -> now);
    for (int turn = 0; turn < TURNS_FOR_ALL_BUCKETS; turn++) {
      sweeper.sweep(left -> {});
    }
  }
}
