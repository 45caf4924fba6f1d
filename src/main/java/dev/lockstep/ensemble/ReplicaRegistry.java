package dev.lockstep.ensemble;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which replicas live: each has an ephemeral znode, which goes with its session. Ownership only
 * spares work: a replica that is wrongly taken for dead goes on, and the log judges.
 */
final class ReplicaRegistry {
  private final EnsembleClient client;
  private final String self;
  private final Runnable changed;
  private final ReentrantLock registering = new ReentrantLock();

  private volatile Set<String> alive = Set.of();
  private volatile long registeredIn;
  private volatile boolean watched;

  /**
   * @param self this replica's incarnation, another one with each start
   * @param changed called when a replica has come or gone
   */
  ReplicaRegistry(EnsembleClient client, String self, Runnable changed) {
    this.client = client;
    this.self = self;
    this.changed = changed;
  }

  String self() {
    return self;
  }

  /** Whether this replica's znode stands, as far as is known here. */
  boolean registered() {
    return registeredIn != 0 && registeredIn == client.sessionId();
  }

  /**
   * Makes this replica's znode in the session of now, and watches the others.
   *
   * @return why it could not; empty: it stands
   */
  String register() {
    registering.lock();
    try {
      long session = client.sessionId();
      if (session == 0) {
        return "no session";
      }
      if (registeredIn != session) {
        String failure = make();
        if (!failure.isEmpty()) {
          return failure;
        }
        registeredIn = session;
        watched = false;
      }
      return watched ? "" : watch();
    } finally {
      registering.unlock();
    }
  }

  /** One that is left over of an earlier session of this process goes first. */
  private String make() {
    String path = client.paths().replica(self);
    var unused = client.delete(path, EnsembleClient.ANY_VERSION).join();
    WriteResult made =
        client.createEphemeral(path, self.getBytes(StandardCharsets.US_ASCII)).join();
    return switch (made) {
      case WriteResult.Done done -> "";
      case WriteResult.Refused refused -> refused.detail();
      case WriteResult.NotKnown notKnown -> notKnown.detail();
      case WriteResult.There there -> "another session has znode " + path;
      case WriteResult.Absent absent -> "znode %s cannot be made".formatted(path);
      case WriteResult.OtherVersion other -> "znode %s cannot be made".formatted(path);
    };
  }

  private String watch() {
    ChildrenResult children =
        client.watchChildren(client.paths().replicas(), this::replicasChanged).join();
    return switch (children) {
      case ChildrenResult.Listed listed -> {
        alive = Set.copyOf(listed.names());
        watched = true;
        yield "";
      }
      case ChildrenResult.NotKnown notKnown -> notKnown.detail();
    };
  }

  private void replicasChanged() {
    watched = false;
    String failure = register();
    if (failure.isEmpty()) {
      changed.run();
    }
  }

  /** Whether a replica lives, as of the last change that was heard of. */
  boolean alive(String incarnation) {
    return incarnation.equals(self) || alive.contains(incarnation);
  }

  /** How many replicas live. */
  int count() {
    return alive.size();
  }

  /** Goes at once, so that the others need not wait for the end of the session. */
  CompletableFuture<WriteResult> leave() {
    return client.delete(client.paths().replica(self), EnsembleClient.ANY_VERSION);
  }
}
