package dev.lockstep.ensemble;

import static org.awaitility.Awaitility.await;

import dev.lockstep.UsualSettings;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.TlsKeys;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One real ZooKeeper server in a JVM of its own: an ensemble of one. It can be killed and frozen.
 */
public final class LoneZooKeeper implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);

  /** One class of each library that the server needs. */
  private static final List<String> LIBRARIES =
      List.of(
          "org.apache.zookeeper.server.ZooKeeperServerMain",
          "org.apache.jute.Record",
          "com.codahale.metrics.MetricRegistry",
          "org.xerial.snappy.Snappy",
          "org.slf4j.Logger",
          "io.netty.channel.Channel",
          "io.netty.channel.epoll.Epoll",
          "io.netty.channel.unix.Socket",
          "io.netty.buffer.ByteBuf",
          "io.netty.util.concurrent.Future",
          "io.netty.handler.ssl.SslHandler",
          "io.netty.handler.codec.ByteToMessageDecoder",
          "io.netty.resolver.AddressResolver");

  private final Path folder;
  private final List<String> jvm;
  private final int port = FreePorts.lasting();
  private int securePort;
  private Process process;

  /**
   * Starts it; returns when it serves.
   *
   * @param folder empty: its own
   * @param jvm options, such as {@code -Dzookeeper.enforceQuota=true}
   * @param lines further ones of its configuration; where they set another port, that is the
   *     client's
   */
  public LoneZooKeeper(Path folder, List<String> jvm, String... lines) {
    this.folder = folder;
    this.jvm = jvm;
    try {
      List<String> config =
          new ArrayList<>(
              List.of(
                  "dataDir=" + folder.resolve("data"),
                  "clientPort=" + port,
                  "clientPortAddress=127.0.0.1",
                  "tickTime=200",
                  "minSessionTimeout=400",
                  "maxSessionTimeout=60000",
                  "admin.enableServer=false"));
      config.addAll(List.of(lines));
      Files.createDirectories(folder);
      Files.write(folder.resolve("zoo.cfg"), config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process = run();
    awaitServing();
  }

  /**
   * One that has a port for TLS too, with certificates on both sides.
   *
   * @param keys of {@code server}, and of the client
   */
  public static LoneZooKeeper encrypted(Path folder, TlsKeys keys, String client) {
    int port = FreePorts.lasting();
    LoneZooKeeper server =
        new LoneZooKeeper(
            folder,
            List.of(),
            "secureClientPort=" + port,
            "secureClientPortAddress=127.0.0.1",
            "serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory",
            "ssl.keyStore.location=" + keys.folder().resolve("server.p12"),
            "ssl.keyStore.password=changeit",
            "ssl.trustStore.location=" + keys.certificate(client),
            "ssl.trustStore.type=PEM",
            "ssl.clientAuth=need",
            // Certificates signed by themselves have no common names to be compared.
            "ssl.hostnameVerification=false",
            "ssl.clientHostnameVerification=false");
    server.securePort = port;
    return server;
  }

  /** Of its port for TLS. */
  public String secureConnect() {
    return "127.0.0.1:" + securePort;
  }

  public static LoneZooKeeper in(Path folder) {
    return new LoneZooKeeper(folder, List.of());
  }

  private Process run() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(jvm);
    String classPath =
        LIBRARIES.stream()
            .map(LoneZooKeeper::jar)
            .distinct()
            .collect(Collectors.joining(File.pathSeparator));
    command.addAll(
        List.of(
            "-cp",
            classPath,
            "org.apache.zookeeper.server.ZooKeeperServerMain",
            folder.resolve("zoo.cfg").toString()));
    try {
      Process started =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String jar(String type) {
    try {
      return Path.of(
              Class.forName(type).getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (ClassNotFoundException | URISyntaxException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private void awaitServing() {
    await("ZooKeeper, see " + folder)
        .atMost(READY_WITHIN)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .failFast(() -> !process.isAlive())
        .until(this::serves);
  }

  private boolean serves() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(1_000);
      socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).contains("Mode:");
    } catch (IOException notYet) {
      return false;
    }
  }

  public String connect() {
    return "127.0.0.1:" + port;
  }

  /** As {@code kill -9}. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  public void restart() {
    process = run();
    awaitServing();
  }

  /** As {@code kill -STOP}: its port still takes connections. */
  public void freeze() {
    signal("-STOP");
  }

  public void thaw() {
    signal("-CONT");
  }

  private void signal(String signal) {
    try {
      int exit = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
      if (exit != 0) {
        throw new IllegalStateException("kill " + signal + ": " + exit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Settings of a client of it, with short times. */
  public EnsembleSettings settings(String... keys) {
    String[] all =
        Stream.concat(
                Stream.of("connect=" + connect(), "session-timeout=2s", "answer-max=2s"),
                Stream.of(keys))
            .toArray(String[]::new);
    return UsualSettings.of(EnsembleSettings.class, all);
  }

  @Override
  public void close() {
    kill();
  }
}
