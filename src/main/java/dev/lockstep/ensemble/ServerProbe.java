package dev.lockstep.ensemble;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.zookeeper.util.PemReader;

/**
 * A look of our own at each server while the client has no connection. To the client a server that
 * is down, one that reaches no majority and one that refuses the client certificate look alike; an
 * operator has to do something else for each.
 */
final class ServerProbe {
  private static final Duration LOOK_MAX = Duration.ofSeconds(2);
  private static final int ANSWER_MAX = 4_096;
  private static final int DEFAULT_PORT = 2181;

  private final List<String> servers;
  private final EnsembleSettings.Tls tls;

  ServerProbe(EnsembleSettings settings) {
    this.tls = settings.tls();
    this.servers =
        Stream.of(settings.connect().orElse("").split(",", -1))
            .map(String::strip)
            .filter(each -> !each.isEmpty())
            .toList();
  }

  /** What was found at each server, in a few seconds at most. */
  String findings() {
    try (var looks = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<String>> all =
          servers.stream()
              .map(each -> CompletableFuture.supplyAsync(() -> each + " " + look(each), looks))
              .toList();
      return String.join("; ", all.stream().map(CompletableFuture::join).toList());
    }
  }

  private String look(String server) {
    int colon = server.lastIndexOf(':');
    String host = colon < 0 ? server : server.substring(0, colon);
    int port = colon < 0 ? DEFAULT_PORT : Integer.parseInt(server.substring(colon + 1));
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(host, port), (int) LOOK_MAX.toMillis());
      plain.setSoTimeout((int) LOOK_MAX.toMillis());
      return EnsembleTls.on(tls) ? encrypted(plain, host, port) : meaning(srvr(plain));
    } catch (UnknownHostException unknown) {
      return "has a name that cannot be resolved";
    } catch (SocketTimeoutException silent) {
      return EnsembleTls.on(tls)
          ? "does not answer within %d s".formatted(LOOK_MAX.toSeconds())
          : "does not answer within %d s: it hangs, or expects TLS (lockstep.ensemble.tls)"
              .formatted(LOOK_MAX.toSeconds());
    } catch (SSLException refused) {
      return "refuses TLS: " + refused.getMessage();
    } catch (IOException failed) {
      return failed.getMessage() == null ? failed.toString() : reason(failed.getMessage());
    }
  }

  private static String reason(String message) {
    return message.toLowerCase(Locale.ROOT).contains("refused")
        ? "does not listen (connection refused)"
        : "cannot be asked: " + message;
  }

  /**
   * A server of TLS 1.3 refuses a certificate after the handshake, with an alert in place of its
   * first answer.
   */
  private String encrypted(Socket plain, String host, int port) throws IOException {
    SSLContext context;
    try {
      context = context();
    } catch (IOException | GeneralSecurityException unusable) {
      return "is not asked: lockstep.ensemble.tls cannot be used here (%s)".formatted(unusable);
    }
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true)) {
      socket.setSoTimeout((int) LOOK_MAX.toMillis());
      try {
        socket.startHandshake();
        return answered(socket);
      } catch (SSLException refused) {
        String message = String.valueOf(refused.getMessage());
        if (message.contains("terminated the handshake") || message.contains("unrecognized SSL")) {
          return "does not speak TLS, and lockstep.ensemble.tls is set";
        }
        return message.contains("Received fatal alert") || message.contains("bad_certificate")
            ? "refuses this client's certificate (%s): its trust store needs the signer of lockstep.ensemble.tls.key-store"
                .formatted(message)
            : "has a certificate that is not trusted here (%s): lockstep.ensemble.tls.trust-store needs its signer"
                .formatted(message);
      }
    }
  }

  /** Where the alert is late, the connection is closed under the question. */
  private static String answered(SSLSocket socket) throws IOException {
    try {
      return meaning(srvr(socket));
    } catch (SocketException closed) {
      return "closes the connection after the handshake (%s): it may refuse this client's certificate, lockstep.ensemble.tls.key-store"
          .formatted(closed.getMessage());
    }
  }

  private SSLContext context() throws IOException, GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    String password = tls.keyStorePassword().orElse("");
    Optional<Path> own = tls.keyStore();
    keys.init(own.isPresent() ? keyStore(own.get(), password) : null, password.toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    Optional<Path> signers = tls.trustStore();
    trust.init(signers.isPresent() ? trustStore(signers.get()) : null);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore keyStore(Path file, String password)
      throws IOException, GeneralSecurityException {
    return EnsembleTls.type(file).equals("PEM")
        ? PemReader.loadKeyStore(file.toFile(), file.toFile(), Optional.of(password))
        : store(file, password);
  }

  private KeyStore trustStore(Path file) throws IOException, GeneralSecurityException {
    return EnsembleTls.type(file).equals("PEM")
        ? PemReader.loadTrustStore(file.toFile())
        : store(file, tls.trustStorePassword().orElse(""));
  }

  private static KeyStore store(Path file, String password)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(EnsembleTls.type(file));
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password.toCharArray());
    }
    return store;
  }

  /** ZooKeeper's word {@code srvr}, which a server permits where nothing else is configured. */
  private static String srvr(Socket socket) throws IOException {
    socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return new String(socket.getInputStream().readNBytes(ANSWER_MAX), StandardCharsets.US_ASCII);
  }

  private static String meaning(String answer) {
    if (answer.contains("not currently serving")) {
      return "runs, and serves no client: it reaches no majority of the ensemble";
    }
    if (answer.contains("Mode: read-only")) {
      return "is read-only: it reaches no majority of the ensemble";
    }
    if (answer.contains("Mode:")) {
      return "serves; the connection is being made";
    }
    return answer.isEmpty()
        ? "closes the connection: it is no ZooKeeper server, or speaks TLS where none is configured, or the other way round"
        : "listens, and answers nothing that a ZooKeeper server would";
  }
}
