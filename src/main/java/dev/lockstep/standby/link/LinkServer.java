package dev.lockstep.standby.link;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.lockstep.standby.PeerHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jboss.logging.Logger;

/**
 * The listener for the other PC: TLS 1.3 with its certificate, one path, one method. The JDK's own
 * HTTP server, because it has to be there before Quarkus is, and Vert.x of Quarkus is not. Each
 * message is handled on a virtual thread, since the seat may wait for the disk.
 */
public final class LinkServer implements AutoCloseable {
  static final String MESSAGES = "/standby/v1/messages";
  static final String TYPE = "application/octet-stream";
  static final int OK = 200;

  private static final Logger LOG = Logger.getLogger(LinkServer.class);
  private static final String TLS = "TLSv1.3";
  private static final int NOT_FOUND = 404;
  private static final int TOO_LARGE = 413;
  private static final int MALFORMED = 400;
  private static final int BUSY = 503;
  private static final int FAULT = 500;
  private static final int NO_BODY = -1;

  /** Of one PC: more are not the other PC's. */
  private static final int HANDLED_MAX = 16;

  private final LinkSettings settings;
  private final PeerHandler handler;
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore room = new Semaphore(HANDLED_MAX);

  private LinkServer(LinkSettings settings, PeerHandler handler, HttpsServer server) {
    this.settings = settings;
    this.handler = handler;
    this.server = server;
  }

  /**
   * Listens from now on.
   *
   * @throws IOException where it cannot; the message names the address
   */
  public static LinkServer open(
      LinkSettings settings, LinkCertificates certificates, PeerHandler handler)
      throws IOException {
    JdkServerLimits.set();
    InetSocketAddress listen = settings.listen();
    HttpsServer server;
    try {
      server = HttpsServer.create(listen, 0);
    } catch (IOException taken) {
      throw new IOException(
          "%s:%d cannot be listened at: %s"
              .formatted(listen.getHostString(), listen.getPort(), taken.getMessage()));
    }
    LinkServer link = new LinkServer(settings, handler, server);
    server.setHttpsConfigurator(new BothCertified(certificates.context()));
    server.setExecutor(link.threads);
    server.createContext("/", link::receive);
    server.start();
    return link;
  }

  /** The port, where any free one was asked for. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void receive(HttpExchange exchange) {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(MESSAGES)
          || !exchange.getRequestMethod().equals("POST")) {
        exchange.sendResponseHeaders(NOT_FOUND, NO_BODY);
      } else if (room.tryAcquire()) {
        try {
          handle(exchange);
        } finally {
          room.release();
        }
      } else {
        exchange.sendResponseHeaders(BUSY, NO_BODY);
      }
    } catch (IOException gone) {
      LOG.debugf("standby link: a connection broke: %s", gone);
    } catch (RuntimeException bug) { // the thread's outermost frame
      LOG.error("standby link: a fault of the gateway itself", bug);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] octets;
    try (InputStream body = exchange.getRequestBody()) {
      octets = body.readNBytes(settings.messageMax() + 1);
      if (octets.length > settings.messageMax()) {
        exchange.getResponseHeaders().set("connection", "close");
        exchange.sendResponseHeaders(TOO_LARGE, NO_BODY);
        return;
      }
    }
    byte[] answer;
    try {
      answer = MessageWriter.of(handler.handle(MessageReader.request(octets)));
    } catch (MalformedMessageException other) {
      LOG.warnf("standby link: %s", other.getMessage());
      exchange.sendResponseHeaders(MALFORMED, NO_BODY);
      return;
    } catch (RuntimeException bug) {
      exchange.sendResponseHeaders(FAULT, NO_BODY);
      throw bug;
    }
    exchange.getResponseHeaders().set("content-type", TYPE);
    exchange.sendResponseHeaders(OK, answer.length);
    exchange.getResponseBody().write(answer);
  }

  /** Listens no more; what is being answered is cut off. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** Who shows no certificate is not listened to. */
  private static final class BothCertified extends HttpsConfigurator {
    BothCertified(SSLContext context) {
      super(context);
    }

    @Override
    public void configure(HttpsParameters parameters) {
      SSLParameters tls = getSSLContext().getDefaultSSLParameters();
      tls.setProtocols(new String[] {TLS});
      tls.setNeedClientAuth(true);
      parameters.setSSLParameters(tls);
    }
  }
}
