package dev.lockstep.rest;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * HTTP routes in front of everything (Vert.x), before authentication and before a body is read:
 * every answer gets its {@link SecurityHeaders}, and a request that names a host which is not this
 * gateway is answered 421 (RFC 9110, 15.5.20).
 */
@Singleton
final class ListenerRoutes {
  private static final int HEADERS = -1_200;
  private static final int HOST = -1_100;

  private final HostNames own;
  private final HttpErrorRoutes errors;

  ListenerRoutes(HostNames own, HttpErrorRoutes errors) {
    this.own = own;
    this.errors = errors;
  }

  void open(@Observes Router router) {
    router.route().order(HEADERS).handler(this::protect).failureHandler(this::protect);
    router.route().order(HOST).handler(this::compare).failureHandler(this::failed);
  }

  private void protect(RoutingContext call) {
    if (isHttpTwoInClear(call.request())) {
      close(call);
      return;
    }
    SecurityHeaders.add(call.request());
    call.next();
  }

  /** The preface of HTTP/2 reads as a request of HTTP/1, but for its version. */
  private static boolean isHttpTwoInClear(HttpServerRequest request) {
    HttpVersion version = request.version();
    return !request.isSSL() && version != HttpVersion.HTTP_1_0 && version != HttpVersion.HTTP_1_1;
  }

  /** Where there is no host, Vert.x fails the call before it reaches any handler. */
  private void failed(RoutingContext call) {
    if (call.request().authority() == null) {
      compare(call);
    } else {
      call.next();
    }
  }

  private void compare(RoutingContext call) {
    HttpServerRequest request = call.request();
    try {
      String host = TargetHost.of(request);
      if (!own.include(host, arrived(request.connection().localAddress()))) {
        throw misdirected(host);
      }
    } catch (RequestRefusedException refusal) {
      closeAfterwards(call);
      errors.answer(call, refusal);
      return;
    }
    call.addEndHandler(end -> closeWhereGivenUp(call));
    call.next();
  }

  /** Its body, if it has one, is not read. */
  private static void closeAfterwards(RoutingContext call) {
    if (call.request().version() != HttpVersion.HTTP_2) {
      call.response().putHeader(HttpHeaders.CONNECTION, "close");
      call.addEndHandler(end -> close(call));
    }
  }

  /** What still comes of a body that was given up must not keep its connection. */
  private static void closeWhereGivenUp(RoutingContext call) {
    if (call.response().getStatusCode() == ProblemType.BODY_TOO_SLOW.status()
        && call.request().version() != HttpVersion.HTTP_2) {
      close(call);
    }
  }

  private static void close(RoutingContext call) {
    var unused = call.request().connection().close();
  }

  private static RequestRefusedException misdirected(String host) {
    return new RequestRefusedException(
            ProblemType.MISDIRECTED,
            ("the request names the host %s, which is not known to be this gateway; its operator"
                    + " lists its names under lockstep.http.hosts")
                .formatted(host))
        .with("host", host);
  }

  private static Optional<String> arrived(@Nullable SocketAddress local) {
    return Optional.ofNullable(local).map(SocketAddress::hostAddress);
  }
}
