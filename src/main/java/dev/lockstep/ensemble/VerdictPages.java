package dev.lockstep.ensemble;

import dev.lockstep.journal.DecisionLog;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.transaction.TransactionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** Lists what the ensemble holds in the order of ids, across its buckets. */
final class VerdictPages<D> {
  private final EnsembleClient client;
  private final Records<D> records;

  /** Finds one record. */
  interface Records<D> {
    Optional<D> find(TransactionId id) throws JournalUnavailableException;
  }

  VerdictPages(EnsembleClient client, Records<D> records) {
    this.client = client;
    this.records = records;
  }

  /** As {@link DecisionLog#page}. */
  DecisionLog.Page<D> page(String after, int limit) throws JournalUnavailableException {
    List<String> damaged = new ArrayList<>();
    List<TransactionId> ids = ids(after, damaged);
    List<TransactionId> wanted = ids.subList(0, Math.min(limit, ids.size()));
    List<D> found = new ArrayList<>();
    for (TransactionId id : wanted) {
      try {
        records
            .find(id)
            .ifPresentOrElse(found::add, () -> planlessOrWhy(id).ifPresent(damaged::add));
      } catch (JournalUnavailableException unreadable) {
        damaged.add(String.valueOf(unreadable.getMessage()));
      }
    }
    Optional<String> next =
        wanted.size() < ids.size() ? Optional.of(wanted.getLast().value()) : Optional.empty();
    return new DecisionLog.Page<>(found, damaged, next);
  }

  /** Only the log knows that there is one, so a list that passed it over would hide it for good. */
  private Optional<String> planlessOrWhy(TransactionId id) {
    try {
      return alone(id).filter(verdict -> !verdict.confirmed()).map(this::sentence);
    } catch (JournalUnavailableException unreadable) {
      return Optional.of(String.valueOf(unreadable.getMessage()));
    }
  }

  /**
   * A verdict without a plan, also one that a person has looked into and that is not swept yet: a
   * word that is repeated because its answer was lost finds it. Empty where there is none.
   */
  Optional<String> planless(TransactionId id) throws JournalUnavailableException {
    return alone(id).map(this::sentence);
  }

  private Optional<VerdictRecord> alone(TransactionId id) throws JournalUnavailableException {
    String path = client.paths().verdict(id);
    return VerdictStore.found(path, id, client.read(path).join())
        .filter(verdict -> verdict.record().isEmpty());
  }

  private String sentence(VerdictRecord verdict) {
    return "znode %s: %s, proposed by %s at %s for a coordinator that died before it had noted its plan; when its gateways have ended: lockstep forget --coordination %s"
        .formatted(
            client.paths().verdict(verdict.id()),
            verdict.verdict(),
            verdict.by(),
            verdict.at(),
            verdict.id());
  }

  private List<TransactionId> ids(String after, List<String> damaged)
      throws JournalUnavailableException {
    record Folder(String bucket, String path, CompletableFuture<ChildrenResult> children) {}
    List<Folder> folders = new ArrayList<>();
    for (String bucket : EnsemblePaths.buckets()) {
      String decided = client.paths().verdicts(bucket);
      folders.add(new Folder(bucket, decided, client.children(decided)));
      String begun = client.paths().opened(bucket);
      folders.add(new Folder(bucket, begun, client.children(begun)));
    }
    TreeSet<TransactionId> ids = new TreeSet<>();
    for (Folder folder : folders) {
      switch (folder.children().join()) {
        case ChildrenResult.NotKnown notKnown ->
            throw new JournalUnavailableException(notKnown.detail());
        case ChildrenResult.Listed listed -> {
          for (String name : listed.names()) {
            EnsemblePaths.id(folder.bucket(), name)
                .ifPresentOrElse(
                    ids::add,
                    () ->
                        damaged.add(
                            "znode %s/%s: it does not belong there"
                                .formatted(folder.path(), name)));
          }
        }
      }
    }
    return ids.stream().filter(id -> id.value().compareTo(after) > 0).toList();
  }
}
