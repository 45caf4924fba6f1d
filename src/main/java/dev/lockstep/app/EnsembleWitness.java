package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.app.security.SecureRandomSource;
import dev.lockstep.ensemble.EnsembleAddress;
import dev.lockstep.ensemble.EnsembleClient;
import dev.lockstep.ensemble.EnsemblePaths;
import dev.lockstep.ensemble.EnsembleSettings;
import dev.lockstep.ensemble.EnsembleVerdict;
import dev.lockstep.ensemble.OutcomeEvidence;
import dev.lockstep.ensemble.OutcomeSweeper;
import dev.lockstep.participant.CoordinatorClient.Word;
import dev.lockstep.participant.OutcomeWitness;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The ensemble as witness of transactions that are decided elsewhere. Those that it decides itself
 * need none. Thread-safe.
 */
record EnsembleWitness(OutcomeEvidence evidence) implements OutcomeWitness {
  private static final int BUCKETS = EnsemblePaths.buckets().size();

  /** With what sweeps old outcomes; both end with the client and the time. */
  static EnsembleWitness start(EnsembleClient client, Settings settings, SystemTime time) {
    EnsembleSettings ensemble = settings.config().ensemble();
    RandomGenerator random = SecureRandomSource.generator();
    OutcomeEvidence evidence = new OutcomeEvidence(client, ensemble, settings.gateway(), time);
    evidence.start(HexFormat.of().toHexDigits(random.nextLong()));
    OutcomeSweeper sweeper = new OutcomeSweeper(client, ensemble, time, random.nextInt(BUCKETS));
    new PruningTimer(() -> sweeper.turn().join(), "outcomes", ensemble.times().sweepEvery(), time)
        .start();
    return new EnsembleWitness(evidence);
  }

  @Override
  public void received(
      String coordinator, TransactionId id, Outcome outcome, Optional<Instant> instant) {
    if (!EnsembleAddress.is(coordinator)) {
      evidence.received(coordinator, id, verdict(outcome), instant);
    }
  }

  private static EnsembleVerdict verdict(Outcome outcome) {
    return switch (outcome) {
      case COMMITTED -> EnsembleVerdict.COMMIT;
      case ROLLED_BACK -> EnsembleVerdict.ROLLBACK;
      case HEURISTIC_COMMIT, HEURISTIC_ROLLBACK, HEURISTIC_MIXED, HEURISTIC_HAZARD ->
          throw new IllegalArgumentException("a person's outcome is no evidence: " + outcome);
    };
  }

  @Override
  public Word ask(String coordinator, TransactionId id) {
    if (EnsembleAddress.is(coordinator)) {
      return new Word.Silence("");
    }
    return switch (evidence.find(coordinator, id)) {
      case OutcomeEvidence.Nothing nothing -> new Word.Silence(nothing.detail());
      case OutcomeEvidence.Found found -> {
        String why =
            "gateway %s received %s at %s"
                .formatted(found.record().gateway(), found.record().outcome(), found.record().at());
        yield switch (found.record().outcome()) {
          case COMMIT -> new Word.Commit(why, found.record().instant());
          case ROLLBACK -> new Word.Rollback(why);
        };
      }
    };
  }
}
