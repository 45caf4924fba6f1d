package dev.lockstep.ensemble;

import dev.lockstep.journal.Codec;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.transaction.TransactionId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads what the ensemble knows of one coordination: its verdict, and the note of a replica that it
 * is open. Thread-safe.
 *
 * @param <D> the record of one coordination
 */
record RecordReader<D>(EnsembleClient client, RecordConversion<D> records, OpenCoordinations open) {

  /** The record; empty where nothing is known, or it was decided for another request. */
  Optional<D> find(TransactionId id) throws JournalUnavailableException {
    String path = client.paths().verdict(id);
    // Asked of each coordination that is new, before anything else.
    CompletableFuture<ReadResult> decided = client.readUnlikely(path);
    CompletableFuture<ReadResult> begun = client.readUnlikely(client.paths().open(id));
    Optional<VerdictRecord> verdict = VerdictStore.found(path, id, decided.join());
    if (verdict.isPresent() && verdict.get().record().isPresent()) {
      return Optional.of(records.decoded(verdict.get(), verdict.get().record().get()));
    }
    Optional<OpenRecord> noted = open.found(id, begun.join());
    if (noted.isEmpty()) {
      return Optional.empty();
    }
    D plan = records.decoded(noted.get());
    if (verdict.isEmpty()) {
      return Optional.of(plan);
    }
    return verdict.get().plan().equals(noted.get().plan())
        ? Optional.of(records.decided(plan, verdict.get()))
        : Optional.empty();
  }

  /** At its end, and only the note that it is open is left; or decided for another request. */
  boolean over(TransactionId id) {
    try {
      String path = client.paths().verdict(id);
      Optional<VerdictRecord> verdict = VerdictStore.found(path, id, client.read(path).join());
      return verdict
              .flatMap(VerdictRecord::record)
              .filter(state -> state.code() == Codec.ENDED)
              .isPresent()
          || (verdict.isPresent() && find(id).isEmpty());
    } catch (JournalUnavailableException notNow) {
      return false; // its runner meets the same, and says so
    }
  }
}
