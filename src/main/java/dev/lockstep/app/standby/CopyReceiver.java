package dev.lockstep.app.standby;

import dev.lockstep.journal.ChangePosition;
import dev.lockstep.journal.ChangeSet;
import dev.lockstep.journal.Replica;
import dev.lockstep.journal.ReplicaAnswer;
import dev.lockstep.standby.CopyPosition;
import dev.lockstep.standby.PeerAnswer;
import dev.lockstep.standby.PeerCaller;
import dev.lockstep.standby.PeerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * What a standby takes from the active PC: change sets, and base copies, whose parts are kept in a
 * file until all of them are here. Thread-safe; one at a time.
 */
final class CopyReceiver implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(CopyReceiver.class);

  private final Replica replica;
  private final Path parts;
  private volatile CopyPosition position;
  private volatile Optional<String> trouble = Optional.empty();
  private boolean closed;

  /**
   * @param parts where parts of a base copy are kept
   */
  CopyReceiver(Replica replica, Path parts) {
    this.replica = replica;
    this.parts = parts;
    this.position = Positions.of(replica.positions());
  }

  /** How far the databases here go. Waits for nothing. */
  CopyPosition position() {
    return position;
  }

  /** Why the last one was not taken; one sentence. */
  Optional<String> trouble() {
    return trouble;
  }

  /** Takes it in; the answer says how far that is durable. */
  synchronized PeerAnswer take(PeerRequest request, PeerCaller self) {
    if (closed) {
      return new PeerAnswer.Refused(self, PeerAnswer.Refused.Reason.NOT_NOW);
    }
    try {
      return switch (request) {
        case PeerRequest.ChangeSetBatch batch -> apply(batch, self);
        case PeerRequest.BaseCopyBegin begin -> {
          Files.deleteIfExists(parts);
          Files.createFile(parts);
          yield new PeerAnswer.Taken(self);
        }
        case PeerRequest.BaseCopyPart part -> part(part, self);
        case PeerRequest.BaseCopyEnd end -> {
          try (InputStream copy = Files.newInputStream(parts)) {
            yield answer(replica.receive(copy), self);
          } finally {
            Files.deleteIfExists(parts);
          }
        }
        case PeerRequest.Hello _,
            PeerRequest.LeaseClaim _,
            PeerRequest.LeaseRenewal _,
            PeerRequest.SupplyBegin _,
            PeerRequest.InSyncNotice _,
            PeerRequest.StepDownRequest _,
            PeerRequest.HandOver _,
            PeerRequest.Leave _ ->
            throw new IllegalArgumentException("nothing is taken in of " + request);
      };
    } catch (IOException fault) {
      return wanted("a part of the base copy was not kept: " + fault, self);
    }
  }

  private PeerAnswer part(PeerRequest.BaseCopyPart part, PeerCaller self) throws IOException {
    try (FileChannel file = FileChannel.open(parts, StandardOpenOption.WRITE)) {
      if (file.size() < part.offset()) {
        return wanted("a part of the base copy is missing", self);
      }
      ByteBuffer octets = ByteBuffer.wrap(part.bytes());
      file.position(part.offset());
      while (octets.hasRemaining()) {
        file.write(octets);
      }
    }
    return new PeerAnswer.Taken(self);
  }

  private PeerAnswer apply(PeerRequest.ChangeSetBatch batch, PeerCaller self) {
    for (PeerRequest.ChangeFrame each : batch.frames()) {
      ChangeSet changes;
      try {
        changes = ChangeSet.decode(each.bytes());
      } catch (IllegalArgumentException malformed) {
        return wanted(String.valueOf(malformed.getMessage()), self);
      }
      if (!isThere(changes.position())) {
        ReplicaAnswer taken = replica.apply(changes);
        if (!(taken instanceof ReplicaAnswer.Durable)) {
          return answer(taken, self);
        }
      }
    }
    return answer(new ReplicaAnswer.Durable(replica.positions()), self);
  }

  /** Whether it was taken before: the answer was lost, and the same batch has come again. */
  private boolean isThere(ChangePosition changes) {
    return replica.positions().stream()
        .anyMatch(
            each ->
                each.database().equals(changes.database())
                    && each.lineage().equals(changes.lineage())
                    && each.sequence() > changes.sequence());
  }

  private PeerAnswer answer(ReplicaAnswer taken, PeerCaller self) {
    return switch (taken) {
      case ReplicaAnswer.Durable durable -> {
        position = Positions.of(replica.positions());
        trouble = Optional.empty();
        yield new PeerAnswer.Confirmed(self, position);
      }
      case ReplicaAnswer.Gap gap -> wanted(gap.why(), self);
      case ReplicaAnswer.OtherSchema other -> wanted(other.why(), self);
      case ReplicaAnswer.Ahead ahead -> wanted(ahead.why(), self);
      case ReplicaAnswer.Failed failed -> wanted(failed.why(), self);
    };
  }

  private PeerAnswer wanted(String why, PeerCaller self) {
    position = Positions.of(replica.positions());
    if (!trouble.equals(Optional.of(why))) {
      LOG.warnf("standby: %s", why);
    }
    trouble = Optional.of(why);
    return new PeerAnswer.CopyWanted(self, why);
  }

  /** Gives the databases back: before the active one opens them. */
  @Override
  public synchronized void close() {
    closed = true;
    replica.close();
  }
}
