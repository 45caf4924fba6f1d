package dev.lockstep.app.standby;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.app.security.StandbyAccess;
import dev.lockstep.app.security.StandbyListener;
import dev.lockstep.rest.HttpJson;
import dev.lockstep.rest.LineAdministration;
import dev.lockstep.rest.Problem;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.Roles;
import dev.lockstep.rest.StandbyViews;
import dev.lockstep.standby.link.JdkServerLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jboss.logging.Logger;

/**
 * What a PC answers over HTTP before it is the active one: how its line stands, health, the words
 * of an operator, and to everything else that another PC is the active one.
 */
public final class StandbyAnswers implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(StandbyAnswers.class);
  private static final String LINE = "/api/v1/standby";
  private static final int OK = 200;
  private static final int DOWN = 503;

  private final StandbyAccess access;
  private final LineAdministration line;
  private final List<HttpServer> servers = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private StandbyAnswers(StandbyAccess access, LineAdministration line) {
    this.access = access;
    this.line = line;
  }

  /**
   * Listens where the gateway will.
   *
   * @throws StartFailureException where it cannot
   */
  public static StandbyAnswers open(StandbyAccess access, LineAdministration line) {
    JdkServerLimits.set();
    StandbyAnswers answers = new StandbyAnswers(access, line);
    StandbyListener listener = access.listener();
    try {
      if (listener.port().isPresent()) {
        answers.listen(HttpServer.create(address(listener, listener.port().get()), 0));
      }
      if (listener.tlsPort().isPresent()) {
        HttpsServer server = HttpsServer.create(address(listener, listener.tlsPort().get()), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(listener)));
        answers.listen(server);
      }
      return answers;
    } catch (IOException taken) {
      answers.close();
      throw new StartFailureException(
          "quarkus.http.port: another process listens at %s already; choose another port (%s)"
              .formatted(listener.host(), taken.getMessage()));
    }
  }

  private static InetSocketAddress address(StandbyListener listener, int port) {
    return new InetSocketAddress(listener.host().replaceAll("^\\[|]$", ""), port);
  }

  private static SSLContext context(StandbyListener listener) {
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(listener.keys().orElseThrow(), listener.password().toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException unusable) {
      throw new StartFailureException("quarkus.tls.key-store: " + unusable.getMessage());
    }
  }

  private void listen(HttpServer server) {
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
    servers.add(server);
  }

  /** Where it listens, for people. */
  public String place() {
    return servers.stream()
        .map(HttpServer::getAddress)
        .map(each -> "%s:%d".formatted(each.getHostString(), each.getPort()))
        .collect(Collectors.joining(", ", "answers at ", ""));
  }

  private void answer(HttpExchange exchange) {
    try (exchange) {
      StandbyRequest request = new StandbyRequest(exchange);
      if (!access.names(request.host(), request.arrived())) {
        problem(request, ProblemType.MISDIRECTED, "this gateway is not called so");
      } else if (request.path().startsWith("/q/health")) {
        health(request);
      } else if (request.path().equals(LINE) || request.path().startsWith(LINE + "/")) {
        ofLine(request);
      } else if (request.fromBrowser()) {
        request.text(DOWN, elsewhere() + ". " + here());
      } else {
        problem(request, ProblemType.STANDBY, elsewhere());
      }
    } catch (IOException gone) {
      LOG.debugf("a caller of the standby is gone: %s", gone);
    } catch (RuntimeException bug) { // the thread's outermost frame
      LOG.error("a fault of the gateway itself", bug);
    }
  }

  private String elsewhere() {
    StandbyViews.LineView now = line.line().orElseThrow();
    return "this PC, %s, is %s in the line %s: call the other one, %s, or the line's address"
        .formatted(now.pc(), now.role(), now.gateway(), now.peer().name());
  }

  /** For a person in front of a browser: a standby has no page. */
  private String here() {
    return "Where that one is gone, on this PC's command line: lockstep standby take-over --reason"
        + " TEXT."
        + line.line().orElseThrow().remedy().map(each -> " Now: " + each + ".").orElse("");
  }

  /** Alive, and not ready: a probe that asks for readiness sends callers to the other PC. */
  private void health(StandbyRequest request) throws IOException {
    boolean live = request.path().equals("/q/health/live");
    StandbyViews.LineView now = line.line().orElseThrow();
    Map<String, Object> check =
        Map.of(
            "name",
            "standby",
            "status",
            live ? "UP" : "DOWN",
            "data",
            Map.of("role", now.role().name(), "term", now.term(), "inSync", now.inSync()));
    request.json(
        live ? OK : DOWN,
        HttpJson.bytes(Map.of("status", live ? "UP" : "DOWN", "checks", List.of(check))));
  }

  private void ofLine(StandbyRequest request) throws IOException {
    StandbyAccess.Caller caller = access.caller(request.header("authorization"));
    switch (caller) {
      case StandbyAccess.Caller.Busy busy ->
          problem(request, ProblemType.OVERLOADED, "too many passwords are checked at once");
      case StandbyAccess.Caller.Unknown unknown -> {
        request.challenge();
        problem(request, ProblemType.UNAUTHENTICATED, unknown.why());
      }
      case StandbyAccess.Caller.Anyone anyone -> ofLine(request, Optional.empty(), true);
      case StandbyAccess.Caller.Known known ->
          ofLine(request, Optional.of(known.name()), known.roles().contains(Roles.OPERATOR));
    }
  }

  private void ofLine(StandbyRequest request, Optional<String> name, boolean operator)
      throws IOException {
    String rest = request.path().substring(LINE.length());
    if (rest.isEmpty() && request.method().equals("GET")) {
      request.json(OK, HttpJson.bytes(line.line().orElseThrow()));
      return;
    }
    Optional<LineAdministration.LineWord> word =
        rest.isEmpty() ? Optional.empty() : LineAdministration.LineWord.of(rest.substring(1));
    if (word.isEmpty()) {
      problem(request, ProblemType.NOT_FOUND, "no such path");
    } else if (!request.method().equals("POST")) {
      problem(request, ProblemType.METHOD_NOT_ALLOWED, "it is said by POST");
    } else if (!operator) {
      problem(request, ProblemType.FORBIDDEN, "this needs the role operator");
    } else {
      say(request, word.get(), name);
    }
  }

  private void say(StandbyRequest request, LineAdministration.LineWord word, Optional<String> name)
      throws IOException {
    StandbyRequest.Said said;
    try {
      said = request.said();
    } catch (StandbyRequest.MalformedException malformed) {
      problem(request, ProblemType.MALFORMED, String.valueOf(malformed.getMessage()));
      return;
    }
    Optional<String> principal = name.or(said::operator);
    if (principal.isEmpty()) {
      problem(
          request,
          ProblemType.MALFORMED,
          "the field operator is missing; no login is configured, so say who decides");
      return;
    }
    LineAdministration.WordAnswer answer =
        line.say(word, said.acceptLoss(), principal.get(), said.reason());
    if (answer.taken()) {
      request.json(OK, HttpJson.bytes(new StandbyViews.WordView(answer.result(), answer.detail())));
    } else {
      problem(request, ProblemType.STANDBY_REFUSED, answer.detail());
    }
  }

  private static void problem(StandbyRequest request, ProblemType type, String detail)
      throws IOException {
    Problem problem =
        new Problem(type.uri(), type.title(), type.status(), detail, request.path(), Map.of());
    request.problem(type.status(), HttpJson.bytes(problem));
  }

  /** Listens no more: before the gateway does. */
  @Override
  public void close() {
    servers.forEach(server -> server.stop(0));
    threads.shutdownNow();
  }
}
