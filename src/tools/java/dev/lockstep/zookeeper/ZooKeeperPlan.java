package dev.lockstep.zookeeper;

import dev.lockstep.plant.TlsKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What an ensemble is made of.
 *
 * @param folder for the data and the output of all servers
 * @param seats where each server runs; the first is server 1
 * @param tls of the clients' connections; empty for none
 * @param jvmOptions of every server besides its own, such as {@code -Dreadonlymode.enabled=true}
 */
public record ZooKeeperPlan(
    Path folder, List<Seat> seats, Optional<ClientTls> tls, List<String> jvmOptions) {
  private static final int SERVERS = 3;

  /**
   * Where one server runs.
   *
   * @param host the address that it listens on
   * @param launcher what its command line begins with, such as {@code ip netns exec NAME}
   * @param transactionLog the folder of its transaction log; empty for that of its snapshots
   */
  public record Seat(String host, List<String> launcher, Optional<Path> transactionLog) {
    public Seat {
      launcher = List.copyOf(launcher);
    }

    static Seat onLoopback() {
      return new Seat("127.0.0.1", List.of(), Optional.empty());
    }
  }

  /**
   * Mutual TLS: a client without a certificate that is trusted is not let in, and is known to ACLs
   * by its subject ({@code x509:CN=NAME}).
   *
   * @param keys made already, each with the addresses of the servers or none
   * @param server whose key the servers show
   * @param clients whose certificates they trust
   */
  public record ClientTls(TlsKeys keys, String server, List<String> clients) {
    public ClientTls {
      clients = List.copyOf(clients);
    }

    /** All that is trusted, in one PEM file. */
    Path trusted(Path folder) {
      Path file = folder.resolve("trusted.pem");
      try {
        StringBuilder all = new StringBuilder();
        for (String client : clients) {
          all.append(Files.readString(keys.certificate(client)));
        }
        Files.writeString(file, all);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return file;
    }
  }

  public ZooKeeperPlan {
    seats = List.copyOf(seats);
    jvmOptions = List.copyOf(jvmOptions);
  }

  /** Three servers on loopback, without TLS. */
  public static ZooKeeperPlan onLoopback(Path folder) {
    return new ZooKeeperPlan(
        folder,
        IntStream.range(0, SERVERS).mapToObj(each -> Seat.onLoopback()).toList(),
        Optional.empty(),
        List.of());
  }

  /** Three servers, each on a host of its own: those of the numbers 1 to 3. */
  public static ZooKeeperPlan on(ServerNetwork network, Path folder) {
    return new ZooKeeperPlan(
        folder,
        IntStream.rangeClosed(1, SERVERS)
            .mapToObj(
                number ->
                    new Seat(network.address(number), network.launcher(number), Optional.empty()))
            .toList(),
        Optional.empty(),
        List.of());
  }

  /** One server's transaction log in another folder: on a small disk, say. */
  public ZooKeeperPlan withTransactionLog(int server, Path elsewhere) {
    List<Seat> changed = new ArrayList<>(seats);
    Seat seat = changed.get(server - 1);
    changed.set(server - 1, new Seat(seat.host(), seat.launcher(), Optional.of(elsewhere)));
    return new ZooKeeperPlan(folder, changed, tls, jvmOptions);
  }

  public ZooKeeperPlan withTls(ClientTls wanted) {
    return new ZooKeeperPlan(folder, seats, Optional.of(wanted), jvmOptions);
  }

  public ZooKeeperPlan withJvmOptions(String... options) {
    return new ZooKeeperPlan(folder, seats, tls, List.of(options));
  }
}
