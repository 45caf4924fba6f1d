package dev.lockstep.ensemble;

import dev.lockstep.journal.Codec;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.transaction.TransactionId;
import java.util.Optional;

/**
 * A coordinator's records as what stands in the ensemble, and back.
 *
 * @param <D> the record of one coordination
 */
final class RecordConversion<D> {
  private final EnsembleCodec<D> codec;
  private final EnsemblePaths paths;
  private final String replica;

  /**
   * @param replica incarnation that writes
   */
  RecordConversion(EnsembleCodec<D> codec, EnsemblePaths paths, String replica) {
    this.codec = codec;
    this.paths = paths;
    this.replica = replica;
  }

  /** What is begun; nothing is decided in it. */
  OpenRecord begun(D record) {
    return new OpenRecord(id(record), replica, codec.plan(record), state(record));
  }

  TransactionId id(D record) {
    return new TransactionId(codec.id(record));
  }

  /** The verdict with this record; empty where nothing is decided in it. */
  Optional<VerdictRecord> verdict(D record) {
    return codec
        .ruled(record)
        .map(
            ruled ->
                new VerdictRecord(
                    id(record),
                    codec.plan(record),
                    ruled.verdict(),
                    ruled.reasons(),
                    ruled.at(),
                    replica,
                    Optional.of(state(record)),
                    forgotten(record)));
  }

  /**
   * Nothing is left to be done, and nothing to be looked into: what ended heuristically is kept.
   */
  private boolean forgotten(D record) {
    return codec.code(record) == Codec.ENDED && codec.prunable(record) == Codec.Prunable.FORGOTTEN;
  }

  VerdictRecord.StateText state(D record) {
    return new VerdictRecord.StateText(
        codec.code(record), codec.terms(record).encode(), codec.encode(record));
  }

  /** What was begun, of the same plan, with the verdict that a gateway proposed. */
  D decided(D begun, VerdictRecord verdict) {
    return codec.decided(begun, verdict);
  }

  /**
   * The record of a verdict.
   *
   * @throws JournalUnavailableException where it cannot be read; the message names the znode
   */
  D decoded(VerdictRecord about, VerdictRecord.StateText state) throws JournalUnavailableException {
    return decoded(paths.verdict(about.id()), about.id(), state);
  }

  /**
   * The record of what is open.
   *
   * @throws JournalUnavailableException where it cannot be read; the message names the znode
   */
  D decoded(OpenRecord noted) throws JournalUnavailableException {
    return decoded(paths.open(noted.id()), noted.id(), noted.begun());
  }

  private D decoded(String path, TransactionId id, VerdictRecord.StateText state)
      throws JournalUnavailableException {
    try {
      return codec.decode(id.value(), state.code(), state.terms(), state.body());
    } catch (IllegalArgumentException wrong) {
      throw new JournalUnavailableException(
          "znode %s: its record cannot be read: %s".formatted(path, wrong.getMessage()), wrong);
    }
  }
}
