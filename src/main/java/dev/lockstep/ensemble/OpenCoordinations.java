package dev.lockstep.ensemble;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.transaction.TransactionId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The coordinations that are open, with their plans and owners. What stands here spares other
 * replicas from waiting, and says what a killed one was at; no decision rests on it.
 */
final class OpenCoordinations {
  private final EnsembleClient client;
  private final ReplicaRegistry replicas;

  /** Being closed by this process: not to be taken up by it. */
  private final Set<String> closing = ConcurrentHashMap.newKeySet();

  private volatile Optional<Refusal> refusal = Optional.empty();
  private volatile List<String> unreadable = List.of();

  /** The last note that the ensemble refused: it is tried again until it takes one. */
  private record Refusal(OpenRecord note, String why) {}

  OpenCoordinations(EnsembleClient client, ReplicaRegistry replicas) {
    this.client = client;
    this.replicas = replicas;
  }

  /** Notes it, and waits for nothing. */
  void begin(OpenRecord begun) {
    var unused = note(begun);
  }

  private CompletableFuture<Void> note(OpenRecord begun) {
    return client
        .create(path(begun.id()), begun.encode())
        .thenAccept(
            result -> {
              switch (result) {
                case WriteResult.Refused refused ->
                    refusal = Optional.of(new Refusal(begun, refused.detail()));
                case WriteResult.Done done -> refusal = Optional.empty();
                // Another replica has it.
                case WriteResult.There there -> refusal = Optional.empty();
                // The sweep finds it without this.
                case WriteResult.NotKnown notKnown -> {}
                case WriteResult.Absent absent -> {}
                case WriteResult.OtherVersion other -> {}
              }
            });
  }

  /** Where it is noted. */
  String path(TransactionId id) {
    return client.paths().open(id);
  }

  /** What is open under that id, as far as the read says. */
  Optional<OpenRecord> found(TransactionId id, ReadResult read) throws JournalUnavailableException {
    return switch (read) {
      case ReadResult.Absent absent -> Optional.empty();
      case ReadResult.NotKnown notKnown -> throw new JournalUnavailableException(notKnown.detail());
      case ReadResult.Found found -> {
        try {
          yield Optional.of(OpenRecord.decode(path(id), id, found.content()));
        } catch (ForeignContentException foreign) {
          throw new JournalUnavailableException(String.valueOf(foreign.getMessage()), foreign);
        }
      }
    };
  }

  /** Whether another replica, which lives, is at it. */
  boolean elsewhere(TransactionId id) {
    try {
      return found(id, client.read(path(id)).join())
          .map(OpenRecord::owner)
          .filter(owner -> !owner.equals(replicas.self()))
          .filter(replicas::alive)
          .isPresent();
    } catch (JournalUnavailableException notNow) {
      return false; // it goes on here, which costs work and no more
    }
  }

  /** Its end is being written: then it is taken away. */
  void closing(TransactionId id) {
    closing.add(id.value());
  }

  /** It is confirmed: nothing is left to be done. */
  CompletableFuture<WriteResult> close(TransactionId id) {
    return client
        .delete(path(id), EnsembleClient.ANY_VERSION)
        .whenComplete((done, bug) -> closed(id));
  }

  /** It was taken away with its end. */
  void closed(TransactionId id) {
    closing.remove(id.value());
  }

  /** Its end could not be written; it is taken up again later. */
  void closeFailed(TransactionId id) {
    closing.remove(id.value());
  }

  /**
   * What this replica is to take up: what it is at already, and what no living replica is at; that
   * is its own from now on.
   *
   * @throws JournalUnavailableException where the ensemble does not say
   */
  List<TransactionId> takeUp() throws JournalUnavailableException {
    // While nothing new is begun nothing else would show that it takes notes again.
    refusal.ifPresent(last -> note(last.note()).join());
    List<String> wrong = new ArrayList<>();
    List<TransactionId> mine = new ArrayList<>();
    for (var each : all(wrong).entrySet()) {
      if (each.getValue().join() instanceof ReadResult.Found found) {
        owned(each.getKey(), found, wrong).ifPresent(mine::add);
      }
    }
    unreadable = List.copyOf(wrong);
    return mine;
  }

  private Map<TransactionId, CompletableFuture<ReadResult>> all(List<String> wrong)
      throws JournalUnavailableException {
    Map<String, CompletableFuture<ChildrenResult>> lists = new LinkedHashMap<>();
    EnsemblePaths.buckets()
        .forEach(bucket -> lists.put(bucket, client.children(client.paths().opened(bucket))));
    Map<TransactionId, CompletableFuture<ReadResult>> reads = new LinkedHashMap<>();
    for (var list : lists.entrySet()) {
      switch (list.getValue().join()) {
        case ChildrenResult.NotKnown notKnown ->
            throw new JournalUnavailableException(notKnown.detail());
        case ChildrenResult.Listed listed -> {
          for (String name : listed.names()) {
            String path = client.paths().opened(list.getKey()) + "/" + name;
            Optional<TransactionId> id = EnsemblePaths.id(list.getKey(), name);
            if (id.isEmpty()) {
              wrong.add("znode %s: it does not belong there".formatted(path));
            } else if (!closing.contains(name)) {
              reads.put(id.get(), client.read(path));
            }
          }
        }
      }
    }
    return reads;
  }

  private Optional<TransactionId> owned(
      TransactionId id, ReadResult.Found found, List<String> wrong) {
    OpenRecord record;
    try {
      record = OpenRecord.decode(path(id), id, found.content());
    } catch (ForeignContentException foreign) {
      wrong.add(String.valueOf(foreign.getMessage()));
      return Optional.empty();
    }
    if (record.owner().equals(replicas.self())) {
      return Optional.of(id);
    }
    if (replicas.alive(record.owner())) {
      return Optional.empty();
    }
    // Of two that take it up at once the version lets one through; the other leaves it.
    WriteResult taken =
        client.update(path(id), record.ownedBy(replicas.self()).encode(), found.version()).join();
    return taken instanceof WriteResult.Done ? Optional.of(id) : Optional.empty();
  }

  /** What an operator must know of now, one sentence each. */
  List<String> troubles() {
    List<String> all = new ArrayList<>(unreadable);
    refusal.ifPresent(last -> all.add(last.why()));
    return all;
  }
}
