package dev.lockstep.ensemble;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryForever;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.jboss.logging.Logger;

/**
 * Session with the ensemble: Curator connects, connects again, and makes a new session where the
 * last one has expired. Operations are sent by ZooKeeper's own handle, so that no library repeats
 * one whose answer was lost. Thread-safe.
 */
final class EnsembleSession implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.ensemble");

  /** Between two attempts of Curator's own background work, of which there is next to none. */
  private static final int BACKGROUND_PAUSE_MILLIS = 1_000;

  private static final Duration CLOSE_MAX = Duration.ofSeconds(3);

  private final CuratorFramework curator;
  private final Executor executor;
  private final String servers;
  private final List<Runnable> connectedListeners = new CopyOnWriteArrayList<>();
  private final List<Runnable> lostListeners = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> first = new CompletableFuture<>();

  private volatile ConnectionState state = ConnectionState.LOST;

  /**
   * Nothing is sent before {@link #start}.
   *
   * @param executor runs listeners, and what may block
   */
  EnsembleSession(EnsembleSettings settings, Executor executor) {
    this.executor = executor;
    this.servers = settings.connect().orElseThrow();
    this.curator =
        CuratorFrameworkFactory.builder()
            .connectString(servers)
            .sessionTimeoutMs((int) settings.times().sessionTimeout().toMillis())
            .connectionTimeoutMs((int) settings.times().answerMax().toMillis())
            .retryPolicy(new RetryForever(BACKGROUND_PAUSE_MILLIS))
            .ensembleTracker(false)
            .canBeReadOnly(false)
            .zkClientConfig(client(settings))
            .build();
    curator.getConnectionStateListenable().addListener((client, next) -> changed(next));
  }

  private static ZKClientConfig client(EnsembleSettings settings) {
    ZKClientConfig config = new ZKClientConfig();
    config.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, "false");
    EnsembleTls.configure(settings.tls(), config);
    return config;
  }

  void start() {
    curator.start();
    // The handle is made by its first use, and with it the first connection.
    executor.execute(
        () -> {
          try {
            var unused = handle();
          } catch (NoHandleException notNow) {
            LOG.debugf(notNow, "first use of the handle");
          }
        });
  }

  private void changed(ConnectionState next) {
    state = next;
    switch (next) {
      case CONNECTED, RECONNECTED -> {
        LOG.infof("ensemble=%s connected session=0x%s", servers, Long.toHexString(id()));
        first.complete(null);
        connectedListeners.forEach(executor::execute);
      }
      case SUSPENDED -> {
        LOG.warnf("ensemble=%s connection lost; connecting again", servers);
        lostListeners.forEach(executor::execute);
      }
      case LOST -> LOG.warnf("ensemble=%s session expired; a new one is made", servers);
      case READ_ONLY -> LOG.warnf("ensemble=%s a server without a majority answers", servers);
    }
  }

  /** No handle can be had now; nothing was sent. */
  static final class NoHandleException extends Exception {
    private static final long serialVersionUID = 1;

    NoHandleException(Throwable cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * The handle of the session of now. It may block for a moment where there is no connection.
   *
   * @throws NoHandleException where there is none
   */
  ZooKeeper handle() throws NoHandleException {
    try {
      return curator.getZookeeperClient().getZooKeeper();
    } catch (Exception lost) { // Curator's signature; it throws what its connection failed with
      throw new NoHandleException(lost);
    }
  }

  /** Whether a server answered last, and has not been missed since. */
  boolean connected() {
    return state.isConnected();
  }

  /** The session's number; 0 where there is none. */
  long id() {
    try {
      return connected() ? handle().getSessionId() : 0;
    } catch (NoHandleException none) {
      return 0;
    }
  }

  /**
   * Calls back after each new connection, of this session or of a new one: ephemeral znodes and
   * watches may be gone.
   */
  void onConnected(Runnable listener) {
    connectedListeners.add(listener);
    if (connected()) {
      executor.execute(listener);
    }
  }

  /** Calls back each time the connection is lost, and the session perhaps not. */
  void onLost(Runnable listener) {
    lostListeners.add(listener);
  }

  /** Done with the first connection. */
  CompletableFuture<Void> firstConnection() {
    return first.copy();
  }

  String servers() {
    return servers;
  }

  /** Ends the session, so that its ephemeral znodes go at once; within a few seconds. */
  @Override
  public void close() {
    CountDownLatch closed = new CountDownLatch(1);
    Thread.ofPlatform()
        .daemon()
        .name("ensemble-close")
        .start(
            () -> {
              curator.close();
              closed.countDown();
            });
    try {
      if (!closed.await(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warnf("ensemble=%s does not answer the end of the session", servers);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
