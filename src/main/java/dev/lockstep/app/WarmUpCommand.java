package dev.lockstep.app;

import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code lockstep warm-up}: makes the cache with which this Java starts the gateway sooner. The
 * script bin/warm-up does it; what runs here is the gateway that it watches: one with simulated
 * machines, a journal and a port of its own, which takes part in some transactions and ends.
 */
@Command(
    name = "warm-up",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the cache with which this Java starts the gateway sooner.",
      "Call it once after unpacking, and again when Java was replaced."
    })
final class WarmUpCommand implements Callable<Integer> {
  private static final int WRONG_USAGE = 2;
  private static final Duration ENDS_WITHIN = Duration.ofMinutes(3);

  @Option(names = "--rehearse", hidden = true)
  private @Nullable Path folder;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Path own = folder;
    if (own == null) {
      spec.commandLine().getErr().println("lockstep: warm-up takes no arguments");
      return WRONG_USAGE;
    }
    Path catalog = Files.createDirectories(own.resolve("catalog"));
    Files.writeString(catalog.resolve("machines.yaml"), Rehearsal.MACHINES);
    Files.writeString(catalog.resolve("devices.yaml"), Rehearsal.DEVICES);
    int port = freePort();
    System.setProperty("quarkus.http.port", Integer.toString(port));
    System.setProperty("lockstep.journal.path", own.resolve("journal.db").toString());
    System.setProperty("lockstep.journal.reserve", "1M");
    System.setProperty("lockstep.opcua.pki", own.resolve("pki").toString());
    System.setProperty("lockstep.catalog.profiles", catalog.toString());
    System.setProperty("lockstep.catalog.devices", catalog.resolve("devices.yaml").toString());
    Rehearsal rehearsal = new Rehearsal(URI.create("http://127.0.0.1:" + port));
    Thread.ofPlatform().daemon().start(WarmUpCommand::giveUp);
    Thread.ofPlatform().daemon().start(() -> Quarkus.asyncExit(rehearsal.play()));
    Lockstep.runGateway();
    return 0;
  }

  /** Nobody may be waiting for this process any more: it ends whatever happens. */
  private static void giveUp() {
    try {
      TimeUnit.MILLISECONDS.sleep(ENDS_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(1);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
