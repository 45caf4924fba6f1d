package dev.lockstep.standby.link;

import dev.lockstep.standby.PeerAnswer;
import dev.lockstep.standby.PeerClient;
import dev.lockstep.standby.PeerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLParameters;

/** The way to the other PC. No request is sent twice: whether one is repeated, its sender says. */
public final class LinkClient implements PeerClient, AutoCloseable {
  /** Of an answer; the largest names positions and reigns. */
  private static final int ANSWER_MAX = 1 << 20;

  private final LinkSettings settings;
  private final URI messages;
  private final HttpClient client;

  public LinkClient(LinkSettings settings, LinkCertificates certificates) {
    this.settings = settings;
    this.messages = settings.peer().resolve(LinkServer.MESSAGES);
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3"});
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.connectTimeout())
            .sslContext(certificates.context())
            .sslParameters(parameters)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
  }

  @Override
  public PeerAnswer call(PeerRequest request) {
    byte[] octets = MessageWriter.of(request);
    HttpRequest sent =
        HttpRequest.newBuilder(messages)
            .timeout(
                request instanceof PeerRequest.BaseCopyEnd
                    ? settings.copyMax()
                    : settings.answerMax())
            .header("content-type", LinkServer.TYPE)
            .POST(HttpRequest.BodyPublishers.ofByteArray(octets))
            .build();
    try {
      HttpResponse<InputStream> response =
          client.send(sent, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        return answer(response.statusCode(), body.readNBytes(ANSWER_MAX));
      }
    } catch (IOException failed) {
      return new PeerAnswer.Silent(why(failed));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return new PeerAnswer.Silent("this process ends");
    }
  }

  private PeerAnswer answer(int status, byte[] body) {
    if (status != LinkServer.OK) {
      return new PeerAnswer.Silent(
          "%s answered %d: no gateway of this line listens there, or one of another version"
              .formatted(settings.peer(), status));
    }
    try {
      return MessageReader.answer(body);
    } catch (MalformedMessageException other) {
      return new PeerAnswer.Silent(settings.peer() + ": " + other.getMessage());
    }
  }

  private String why(IOException failed) {
    String peer = settings.peer().toString();
    Optional<String> distrusted = distrusted(failed);
    if (distrusted.isPresent()) {
      return "%s is not trusted: %s".formatted(peer, distrusted.get());
    }
    return switch (failed) {
      case HttpConnectTimeoutException late ->
          "%s cannot be reached: no connection within %s"
              .formatted(peer, settings.connectTimeout());
      case HttpTimeoutException late ->
          "%s gave no answer within %s".formatted(peer, settings.answerMax());
      case ConnectException refused ->
          "%s cannot be reached: nothing listens there, or its name is not known".formatted(peer);
      // An alert, or an end without one: TLS 1.3 has begun by the time a caller is refused.
      default ->
          "%s ended the connection (%s): where it refuses this PC's certificate, its log says why"
              .formatted(peer, failed.getMessage());
    };
  }

  /** The reason that {@link PeerTrust} gives, where it is the cause. */
  private static Optional<String> distrusted(Throwable failed) {
    Throwable each = failed;
    for (int depth = 0; each != null && depth < 20; depth++) {
      if (each instanceof CertificateException refusal) {
        return Optional.ofNullable(refusal.getMessage());
      }
      each = each.getCause();
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
