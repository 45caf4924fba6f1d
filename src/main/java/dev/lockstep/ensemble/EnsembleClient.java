package dev.lockstep.ensemble;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.zookeeper.AsyncCallback;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Watcher;
import org.jspecify.annotations.Nullable;

/**
 * Client of the ensemble. Thread-safe. Every operation ends within {@link
 * EnsembleSettings.Times#answerMax}, whatever network and servers do, and never throws for that;
 * what follows from its answer runs on a thread that may block. Paths are whole, as {@link
 * EnsemblePaths} gives them.
 */
public final class EnsembleClient implements AutoCloseable {
  /** What ZooKeeper takes in one packet is 1,048,575 octets; path and ACL are in it too. */
  public static final int CONTENT_MAX = 1_000_000;

  /** For a delete: whatever the version is. */
  public static final int ANY_VERSION = -1;

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final EnsemblePaths paths;
  private final EnsembleSession session;
  private final BoundedCalls calls;
  private final PresenceGroups presence;
  private final WriteGroups groups;
  private final ZnodeCreation creation;

  private EnsembleClient(EnsembleSettings settings) {
    this.paths = new EnsemblePaths(settings.chroot());
    this.session = new EnsembleSession(settings, executor);
    this.calls = new BoundedCalls(session, executor, settings);
    ZnodeAccess access = new ZnodeAccess(settings.acl(), paths.chroot(), calls);
    session.onConnected(access::readAnew);
    this.presence = new PresenceGroups(calls, settings);
    this.groups = new WriteGroups(calls, settings);
    this.creation = new ZnodeCreation(paths, access, calls, groups);
  }

  /**
   * Begins to connect, and returns at once: an ensemble that is not there is none of a start's
   * failures.
   *
   * @throws IllegalArgumentException where connection string or chroot have another form
   */
  public static EnsembleClient open(EnsembleSettings settings) {
    EnsembleClient client = new EnsembleClient(settings);
    client.session.start();
    return client;
  }

  public EnsemblePaths paths() {
    return paths;
  }

  /** The servers, as configured. */
  public String servers() {
    return session.servers();
  }

  /** Whether a server answered last, and has not been missed since. */
  public boolean connected() {
    return session.connected();
  }

  /** Runs what may block. */
  Executor executor() {
    return executor;
  }

  /** The session's number; 0 where there is no connection. */
  long sessionId() {
    return session.id();
  }

  /** Done with the first connection; it may never be. */
  public CompletableFuture<Void> firstConnection() {
    return session.firstConnection();
  }

  /**
   * Calls back after each new connection, of this session or of a new one: ephemeral znodes and
   * watches may be gone.
   */
  public void onConnected(Runnable listener) {
    session.onConnected(listener);
  }

  /** Calls back each time the connection is lost. */
  void onLost(Runnable listener) {
    session.onLost(listener);
  }

  /** As the server that is connected knows it, which may be a moment behind. */
  public CompletableFuture<ReadResult> read(String path) {
    return read(path, null, false);
  }

  /** As {@link #read}, of what most likely is not there: that is seen at less cost. */
  CompletableFuture<ReadResult> readUnlikely(String path) {
    return presence
        .look(path)
        .thenCompose(
            seen -> seen.map(CompletableFuture::completedFuture).orElseGet(() -> read(path)));
  }

  /** As it was when this was called, or later: the server asks the one that leads first. */
  public CompletableFuture<ReadResult> readLatest(String path) {
    return read(path, null, true);
  }

  /** As {@link #read}, and calls back once when it changes or goes. */
  public CompletableFuture<ReadResult> watch(String path, Runnable changed) {
    return read(path, watcher(changed), false);
  }

  /** A lost connection is no change: its watches are set again with the next. */
  private Watcher watcher(Runnable changed) {
    return event -> {
      if (event.getType() != Watcher.Event.EventType.None) {
        executor.execute(changed);
      }
    };
  }

  private CompletableFuture<ReadResult> read(
      String path, @Nullable Watcher watcher, boolean latest) {
    AsyncCallback.VoidCallback synced = (code, asked, context) -> {};
    return calls.call(
        ReadResult.NotKnown::new,
        (zoo, answer) -> {
          if (latest) {
            zoo.sync(path, synced, null);
          }
          AsyncCallback.DataCallback done =
              (code, asked, context, content, stat) ->
                  answer.complete(
                      switch (Code.get(code)) {
                        case OK ->
                            new ReadResult.Found(
                                content == null ? new byte[0] : content,
                                stat.getVersion(),
                                stat.getMtime());
                        case NONODE -> new ReadResult.Absent();
                        default -> new ReadResult.NotKnown(ResultCodes.reason(code, path));
                      });
          zoo.getData(path, watcher, done, null);
        });
  }

  /** The children's names. */
  public CompletableFuture<ChildrenResult> children(String path) {
    return children(path, null);
  }

  /** As {@link #children}, and calls back once when one comes or goes. */
  public CompletableFuture<ChildrenResult> watchChildren(String path, Runnable changed) {
    return children(path, watcher(changed));
  }

  private CompletableFuture<ChildrenResult> children(String path, @Nullable Watcher watcher) {
    return calls.call(
        ChildrenResult.NotKnown::new,
        (zoo, answer) -> {
          AsyncCallback.ChildrenCallback done =
              (code, asked, context, names) ->
                  answer.complete(
                      switch (Code.get(code)) {
                        case OK -> new ChildrenResult.Listed(names);
                        case NONODE -> new ChildrenResult.Listed(List.of());
                        default -> new ChildrenResult.NotKnown(ResultCodes.reason(code, path));
                      });
          zoo.getChildren(path, watcher, done, null);
        });
  }

  /**
   * Creates the chroot with what stands above it, where it is not there. Only a coordinator does.
   */
  CompletableFuture<WriteResult> createChroot() {
    return within(creation.chroot());
  }

  /** Creates a znode that stays, where there is none, with those above it but the chroot. */
  public CompletableFuture<WriteResult> create(String path, byte[] content) {
    return sized(path, content)
        .orElseGet(() -> within(creation.make(path, content, CreateMode.PERSISTENT)));
  }

  /** Creates one that goes with this session. */
  public CompletableFuture<WriteResult> createEphemeral(String path, byte[] content) {
    return sized(path, content)
        .orElseGet(() -> within(creation.make(path, content, CreateMode.EPHEMERAL)));
  }

  private CompletableFuture<WriteResult> within(CompletableFuture<WriteResult> answer) {
    return calls.within(answer, WriteResult.NotKnown::new);
  }

  private static Optional<CompletableFuture<WriteResult>> sized(String path, byte[] content) {
    return content.length <= CONTENT_MAX
        ? Optional.empty()
        : Optional.of(
            CompletableFuture.completedFuture(
                new WriteResult.Refused(
                    "znode %s: %,d octets are more than the %,d that an ensemble takes"
                        .formatted(path, content.length, CONTENT_MAX))));
  }

  /** Replaces the content, where the version is this. */
  public CompletableFuture<WriteResult> update(String path, byte[] content, int version) {
    return sized(path, content)
        .orElseGet(() -> all(List.of(new WriteStep.Update(path, content, version))));
  }

  /** Takes it away, where the version is this, or {@link #ANY_VERSION}. */
  public CompletableFuture<WriteResult> delete(String path, int version) {
    return all(List.of(new WriteStep.Delete(path, version)));
  }

  /** All of them together, or none: the first failure is the result. */
  public CompletableFuture<WriteResult> all(List<WriteStep> steps) {
    return groups.write(steps);
  }

  /** As {@link #all}, where no caller waits for it: it goes with others, or after a moment. */
  CompletableFuture<WriteResult> allLazily(List<WriteStep> steps) {
    return groups.writeLazily(steps);
  }

  /** Ends the session, so that its ephemeral znodes go at once; within a few seconds. */
  @Override
  public void close() {
    session.close();
  }
}
