package dev.lockstep.ensemble;

import dev.lockstep.journal.Codec;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.transaction.TransactionId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The verdicts in the ensemble. A proposal is a create-if-absent, and the first one stands; what a
 * replica has to add later replaces the version that it has read. Every lost answer is read back
 * and compared before anything is said of it. Thread-safe; one caller at a time for one id.
 */
final class VerdictStore {
  private static final int KNOWN_MAX = 10_000;
  private static final int ATTEMPTS_MAX = 5;

  private final EnsembleClient client;

  /** What this process has written or read last; what falls out of it is read again. */
  private final Map<TransactionId, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TransactionId, Known> eldest) {
          return size() > KNOWN_MAX;
        }
      };

  /**
   * @param head the verdict without its record
   */
  private record Known(int version, VerdictRecord head) {}

  VerdictStore(EnsembleClient client) {
    this.client = client;
  }

  /**
   * Proposes a verdict, or adds to the one that stands.
   *
   * @return what stands: the proposal, or another one, which may be of another plan
   * @throws JournalUnavailableException where it is not known whether it is durable, or the znode
   *     cannot be read or written; the message names it
   */
  VerdictRecord decide(VerdictRecord proposal) throws JournalUnavailableException {
    Optional<Known> before = known(proposal.id());
    Attempt attempt = before.isEmpty() ? create(proposal) : update(before.get(), proposal);
    for (int each = 0; each < ATTEMPTS_MAX; each++) {
      switch (attempt) {
        case Attempt.Stands stands -> {
          return stands.record();
        }
        case Attempt.Again again -> attempt = readBack(proposal, again.why());
      }
    }
    throw new JournalUnavailableException(
        "znode %s is being written by others; what was decided is read again"
            .formatted(path(proposal.id())));
  }

  /**
   * Adds the last record, and takes the note that it is open away in the same step. Nobody waits
   * for it, so it goes with others.
   *
   * @return false where that cannot be said: {@link #decide} finds out
   */
  boolean close(VerdictRecord end, String note) {
    Optional<Known> before = known(end.id()).filter(known -> !differs(known.head(), end));
    if (before.isEmpty()) {
      return false;
    }
    VerdictRecord next = before.get().head().with(end.record(), end.confirmed());
    List<WriteStep> steps =
        List.of(
            new WriteStep.Update(path(end.id()), next.encode(), before.get().version()),
            new WriteStep.Delete(note, EnsembleClient.ANY_VERSION));
    boolean done = client.allLazily(steps).join() instanceof WriteResult.Done;
    if (done) {
      forget(end.id());
    }
    return done;
  }

  /**
   * A person has looked into it: it is swept as if every participant had confirmed it.
   *
   * @throws JournalUnavailableException where it is not known whether that is durable, or where it
   *     has not ended
   */
  void confirm(TransactionId id) throws JournalUnavailableException {
    forget(id);
    for (int each = 0; each < ATTEMPTS_MAX; each++) {
      if (!(client.readLatest(path(id)).join() instanceof ReadResult.Found found)) {
        throw new JournalUnavailableException("znode %s cannot be read now".formatted(path(id)));
      }
      VerdictRecord stands = decode(id, found);
      if (stands.record().filter(record -> record.code() != Codec.ENDED).isPresent()) {
        throw new JournalUnavailableException("znode %s has not ended".formatted(path(id)));
      }
      if (stands.confirmed()) {
        return;
      }
      VerdictRecord next = stands.with(stands.record(), true);
      WriteResult result = client.update(path(id), next.encode(), found.version()).join();
      if (result instanceof WriteResult.Refused refused) {
        throw new JournalUnavailableException(refused.detail());
      }
      // Whatever else it says is seen by the next look.
    }
    throw new JournalUnavailableException(
        "znode %s is being written by others; try again".formatted(path(id)));
  }

  /** What came of one write or look. */
  private sealed interface Attempt {
    record Stands(VerdictRecord record) implements Attempt {}

    /** It has to be read: the write was not done, or may have been. */
    record Again(Optional<String> why) implements Attempt {}
  }

  private Attempt create(VerdictRecord proposal) throws JournalUnavailableException {
    WriteResult result = client.create(path(proposal.id()), proposal.encode()).join();
    if (result instanceof WriteResult.Done) {
      remember(0, proposal);
      return new Attempt.Stands(proposal);
    }
    return failed(result, proposal.id());
  }

  private Attempt update(Known before, VerdictRecord proposal) throws JournalUnavailableException {
    if (differs(before.head(), proposal)) {
      return new Attempt.Again(Optional.empty());
    }
    VerdictRecord next = before.head().with(proposal.record(), proposal.confirmed());
    WriteResult result = client.update(path(proposal.id()), next.encode(), before.version()).join();
    return switch (result) {
      case WriteResult.Done done -> {
        remember(before.version() + 1, next);
        yield new Attempt.Stands(next);
      }
      // Taken away by a person: this process knows what was decided, and says it once more.
      case WriteResult.Absent absent -> create(next);
      default -> failed(result, proposal.id());
    };
  }

  private Attempt failed(WriteResult result, TransactionId id) throws JournalUnavailableException {
    return switch (result) {
      case WriteResult.Refused refused -> throw new JournalUnavailableException(refused.detail());
      case WriteResult.NotKnown notKnown -> new Attempt.Again(Optional.of(notKnown.detail()));
      case WriteResult.Done done -> new Attempt.Again(Optional.empty());
      case WriteResult.There there -> new Attempt.Again(Optional.empty());
      case WriteResult.OtherVersion other -> new Attempt.Again(Optional.empty());
      case WriteResult.Absent absent ->
          throw new JournalUnavailableException(
              "znode %s cannot be made: what is above it is not there".formatted(path(id)));
    };
  }

  /**
   * One's own lost write, another's verdict, or an earlier record that this one may replace.
   *
   * <p>The crash story of "not there" after a lost answer: 1. the create is in a queue, here or at
   * a server; 2. the look passes it by; 3. it is done. So "not there" is no proof, and the same
   * write is made again.
   */
  private Attempt readBack(VerdictRecord proposal, Optional<String> why)
      throws JournalUnavailableException {
    String path = path(proposal.id());
    ReadResult read = client.readLatest(path).join();
    return switch (read) {
      case ReadResult.NotKnown notKnown ->
          throw new JournalUnavailableException(why.orElse(notKnown.detail()));
      case ReadResult.Absent absent -> {
        if (why.isPresent()) {
          throw new JournalUnavailableException(why.get());
        }
        yield create(proposal);
      }
      case ReadResult.Found found -> compare(proposal, found);
    };
  }

  private Attempt compare(VerdictRecord proposal, ReadResult.Found found)
      throws JournalUnavailableException {
    VerdictRecord stands = decode(proposal.id(), found);
    Optional<Known> before = known(proposal.id());
    if (before.isPresent() && differs(before.get().head(), stands)) {
      throw new JournalUnavailableException(
          "znode %s says %s now, and this coordinator has read or written %s there: somebody has changed it by hand"
              .formatted(path(proposal.id()), stands.verdict(), before.get().head().verdict()));
    }
    remember(found.version(), stands);
    VerdictRecord wanted = stands.with(proposal.record(), proposal.confirmed());
    boolean written = Arrays.equals(wanted.encode(), found.content());
    if (written || differs(stands, proposal) || !proposal.after(stands)) {
      return new Attempt.Stands(stands);
    }
    return update(new Known(found.version(), stands.head()), proposal);
  }

  private static boolean differs(VerdictRecord one, VerdictRecord other) {
    return one.verdict() != other.verdict() || !one.plan().equals(other.plan());
  }

  /**
   * The verdict on a transaction.
   *
   * @throws JournalUnavailableException where it cannot be said, or its content is none of ours
   */
  static Optional<VerdictRecord> found(String path, TransactionId id, ReadResult read)
      throws JournalUnavailableException {
    return switch (read) {
      case ReadResult.Absent absent -> Optional.empty();
      case ReadResult.NotKnown notKnown -> throw new JournalUnavailableException(notKnown.detail());
      case ReadResult.Found found -> Optional.of(decode(path, id, found));
    };
  }

  private VerdictRecord decode(TransactionId id, ReadResult.Found found)
      throws JournalUnavailableException {
    return decode(path(id), id, found);
  }

  private static VerdictRecord decode(String path, TransactionId id, ReadResult.Found found)
      throws JournalUnavailableException {
    try {
      return VerdictRecord.decode(path, id, found.content());
    } catch (ForeignContentException foreign) {
      throw new JournalUnavailableException(String.valueOf(foreign.getMessage()), foreign);
    }
  }

  /** Nothing is left to be written of it. */
  void forget(TransactionId id) {
    synchronized (known) {
      known.remove(id);
    }
  }

  private Optional<Known> known(TransactionId id) {
    synchronized (known) {
      return Optional.ofNullable(known.get(id));
    }
  }

  private void remember(int version, VerdictRecord record) {
    synchronized (known) {
      known.put(record.id(), new Known(version, record.head()));
    }
  }

  private String path(TransactionId id) {
    return client.paths().verdict(id);
  }
}
