package dev.lockstep.app;

import dev.lockstep.coordinator.CoordinationCodec;
import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.coordinator.DecisionElsewhere;
import dev.lockstep.coordinator.Ruling;
import dev.lockstep.coordinator.Verdict;
import dev.lockstep.ensemble.EnsembleCodec;
import dev.lockstep.ensemble.EnsembleVerdict;
import dev.lockstep.ensemble.PlanDigest;
import dev.lockstep.ensemble.VerdictRecord;
import java.util.Optional;

/** The coordinator's records in the ensemble's words. */
final class EnsembleRecords implements EnsembleCodec<CoordinationRecord> {
  private final CoordinationCodec codec = new CoordinationCodec();
  private final PlanDigests digests;

  /**
   * @param digests those that participants are told
   */
  EnsembleRecords(PlanDigests digests) {
    this.digests = digests;
  }

  @Override
  public PlanDigest plan(CoordinationRecord record) {
    return digests.of(record.coordination().work().orElseThrow());
  }

  @Override
  public Optional<Ruled> ruled(CoordinationRecord record) {
    return record
        .coordination()
        .decision()
        .map(ruling -> new Ruled(verdict(ruling.verdict()), ruling.reasons(), ruling.at()));
  }

  private static EnsembleVerdict verdict(Verdict verdict) {
    return switch (verdict) {
      case COMMIT -> EnsembleVerdict.COMMIT;
      case ABORT -> EnsembleVerdict.ROLLBACK;
    };
  }

  private static Verdict verdict(EnsembleVerdict verdict) {
    return switch (verdict) {
      case COMMIT -> Verdict.COMMIT;
      case ROLLBACK -> Verdict.ABORT;
    };
  }

  @Override
  public CoordinationRecord decided(CoordinationRecord begun, VerdictRecord verdict) {
    return DecisionElsewhere.apply(
        begun,
        new Ruling(verdict(verdict.verdict()), verdict.reasons(), verdict.at()),
        verdict.by());
  }

  @Override
  public String id(CoordinationRecord record) {
    return codec.id(record);
  }

  @Override
  public int code(CoordinationRecord record) {
    return codec.code(record);
  }

  @Override
  public Prunable prunable(CoordinationRecord record) {
    return codec.prunable(record);
  }

  @Override
  public Terms terms(CoordinationRecord record) {
    return codec.terms(record);
  }

  @Override
  public String encode(CoordinationRecord record) {
    return codec.encode(record);
  }

  @Override
  public CoordinationRecord decode(String id, int code, String terms, String body) {
    return codec.decode(id, code, terms, body);
  }
}
