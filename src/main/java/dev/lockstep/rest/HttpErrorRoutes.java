package dev.lockstep.rest;

import dev.lockstep.journal.AuditLog;
import dev.lockstep.participant.OverloadedException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;

/**
 * HTTP routes around the API (Vert.x), so that requests that never reach a call are answered with a
 * {@link Problem} too: a path of which something would be cut off on the way to a call, a body that
 * announces itself as too large, an unknown path, a caller whose credentials are wrong.
 */
@Singleton
final class HttpErrorRoutes {
  /** Runs before the server's own limit, which would answer with an empty body. */
  private static final int FIRST = -1_000;

  private static final String CHALLENGE = "WWW-Authenticate";

  private static final Set<HttpMethod> READING =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private final RequestLimits limits;
  private final RefusalListener rejections;
  private final RefusedCalls refusals;
  private final SystemUseNotice notice;
  private final AuthenticationSchemes schemes;

  /** Made with the first refusal: the routes are there before the gateway is open. */
  private final Instance<RefusalPages> pages;

  HttpErrorRoutes(
      RequestLimits limits,
      RefusalListener rejections,
      Instance<AuditLog> audit,
      SystemUseNotice notice,
      AuthenticationSchemes schemes,
      Instance<RefusalPages> pages) {
    this.limits = limits;
    this.pages = pages;
    this.notice = notice;
    this.schemes = schemes;
    this.rejections = rejections;
    this.refusals = new RefusedCalls(audit);
  }

  void open(@Observes Router router) {
    router.route().order(FIRST).handler(this::weigh).failureHandler(this::failed);
    router.route().last().handler(this::lost);
  }

  private void weigh(RoutingContext call) {
    refusals.watch(call);
    Optional<String> fault = RequestTarget.fault(call.request().path(), call.request().query());
    if (fault.isPresent()) {
      answer(call, new RequestRefusedException(ProblemType.INVALID_ID, fault.get()));
      return;
    }
    if (foreign(call.request())) {
      answer(
          call,
          new RequestRefusedException(
              ProblemType.FORBIDDEN,
              "the Origin is another site: no other site may act through a browser; call from a"
                  + " program, or from a page of this gateway"));
      return;
    }
    if (announced(call.request()) > limits.bodyMax().count()) {
      if (call.request().version() != HttpVersion.HTTP_2) {
        // The rest of the body is not read.
        call.response().putHeader(HttpHeaders.CONNECTION, "close");
      }
      answer(call, BodyBudget.tooLarge(limits.bodyMax().toInt()));
      return;
    }
    call.next();
  }

  /**
   * Whether a page of another site makes a browser call. On loopback callers are anonymous, and a
   * commit has no body that would make the browser ask first: any page could send one.
   */
  private static boolean foreign(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null || READING.contains(request.method())) {
      return false;
    }
    String host = String.valueOf(request.authority());
    return !origin.equals("http://" + host) && !origin.equals("https://" + host);
  }

  private static long announced(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException tooLong) {
      return Long.MAX_VALUE;
    }
  }

  private void lost(RoutingContext call) {
    if (call.response().ended() || call.response().headWritten()) {
      return;
    }
    answer(call, refusal(ProblemType.NOT_FOUND));
  }

  private void failed(RoutingContext call) {
    if (call.response().ended() || call.response().headWritten()) {
      return;
    }
    if (call.failure() instanceof AuthenticationFailedException
        || call.failure() instanceof UnauthorizedException) {
      challenge(call, notice.challenge(schemes));
    } else if (call.failure() instanceof ForbiddenException) {
      answer(call, forbidden(call));
    } else if (call.failure() instanceof RequestRefusedException refused) {
      if (refused.type() == ProblemType.UNAUTHENTICATED) {
        challenge(call, notice.on(refused));
      } else {
        answer(call, refused);
      }
    } else if (call.failure() instanceof OverloadedException overloaded) {
      answer(
          call,
          new RequestRefusedException(
              ProblemType.OVERLOADED, String.valueOf(overloaded.getMessage())));
    } else {
      call.next();
    }
  }

  private void challenge(RoutingContext call, RequestRefusedException refusal) {
    call.response().putHeader(CHALLENGE, schemes.challenge());
    answer(call, refusal);
  }

  private static RequestRefusedException forbidden(RoutingContext call) {
    return call.user() instanceof QuarkusHttpUser user
        ? ExceptionMappers.forbidden(user.getSecurityIdentity())
        : refusal(ProblemType.FORBIDDEN);
  }

  private static RequestRefusedException refusal(ProblemType type) {
    return new RequestRefusedException(type, type.sentence());
  }

  void answer(RoutingContext call, RequestRefusedException refusal) {
    rejections.count(refusal.type());
    refusal
        .retryAfterSeconds()
        .ifPresent(
            seconds ->
                call.response().putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(seconds)));
    String path = String.valueOf(call.request().path());
    if (pages.get().cover(path)) {
      show(call, refusal);
      return;
    }
    Problem problem = Problem.of(refusal, path);
    call.response()
        .setStatusCode(refusal.type().status())
        .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .end(Buffer.buffer(HttpJson.bytes(problem)));
  }

  /** No challenge: a browser would ask for the password itself, and keep it. */
  private void show(RoutingContext call, RequestRefusedException refusal) {
    RefusalPages.Page page =
        pages
            .get()
            .page(
                refusal,
                String.valueOf(call.request().path()),
                Optional.ofNullable(call.request().query()).orElse(""),
                call.request().getHeader(RefusalPages.FRAGMENT) != null);
    page.location().ifPresent(to -> call.response().putHeader(HttpHeaders.LOCATION, to));
    call.response().headers().remove(CHALLENGE);
    call.response()
        .setStatusCode(page.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, RefusalPages.MEDIA_TYPE)
        .end(page.html());
  }
}
