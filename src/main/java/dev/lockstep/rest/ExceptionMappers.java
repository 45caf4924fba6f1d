package dev.lockstep.rest;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Exception mappers (Jakarta REST): every exception becomes a {@link Problem}. No stack trace
 * leaves the process.
 */
final class ExceptionMappers {
  private static final Logger LOG = Logger.getLogger(ExceptionMappers.class);

  private final RefusalListener rejections;

  private final SystemUseNotice notice;
  private final RefusalPages pages;
  private final AuthenticationSchemes schemes;
  private final CurrentIdentityAssociation callers;

  ExceptionMappers(
      RefusalListener rejections,
      SystemUseNotice notice,
      RefusalPages pages,
      AuthenticationSchemes schemes,
      CurrentIdentityAssociation callers) {
    this.rejections = rejections;
    this.notice = notice;
    this.pages = pages;
    this.schemes = schemes;
    this.callers = callers;
  }

  /** Where, and by whom it was asked. */
  private record Asked(UriInfo where, HttpHeaders headers) {
    String path() {
      return where.getPath();
    }
  }

  @ServerExceptionMapper
  Response refusal(RequestRefusedException refusal, UriInfo where, HttpHeaders headers) {
    return refusal(refusal, new Asked(where, headers));
  }

  private Response refusal(RequestRefusedException refusal, Asked asked) {
    rejections.count(refusal.type());
    return pages.cover(asked.path())
        ? page(refusal, asked)
        : TransactionResponses.problem(refusal, asked.path());
  }

  private Response page(RequestRefusedException refusal, Asked asked) {
    RefusalPages.Page page =
        pages.page(
            refusal,
            asked.path(),
            Optional.ofNullable(asked.where().getRequestUri().getRawQuery()).orElse(""),
            asked.headers().getHeaderString(RefusalPages.FRAGMENT) != null);
    Response.ResponseBuilder answer =
        Response.status(page.status()).type(RefusalPages.MEDIA_TYPE).entity(page.html());
    page.location().ifPresent(to -> answer.header(HttpHeaders.LOCATION, to));
    return answer.build();
  }

  @ServerExceptionMapper
  Response journal(JournalUnavailableException fault, UriInfo where, HttpHeaders headers) {
    String detail = String.valueOf(fault.getMessage());
    return refusal(
        new RequestRefusedException(ProblemType.JOURNAL_UNAVAILABLE, detail),
        new Asked(where, headers));
  }

  @ServerExceptionMapper
  Response overloaded(OverloadedException fault, UriInfo where, HttpHeaders headers) {
    String detail = String.valueOf(fault.getMessage());
    return refusal(
        new RequestRefusedException(ProblemType.OVERLOADED, detail), new Asked(where, headers));
  }

  @ServerExceptionMapper
  Response http(WebApplicationException fault, UriInfo where, HttpHeaders headers) {
    Response theirs = fault.getResponse();
    ProblemType type =
        switch (theirs.getStatus()) {
          case 404 -> ProblemType.NOT_FOUND;
          case 405 -> ProblemType.METHOD_NOT_ALLOWED;
          case 406 -> ProblemType.NOT_ACCEPTABLE;
          case 413 -> ProblemType.TOO_LARGE;
          case 415 -> ProblemType.UNSUPPORTED_MEDIA_TYPE;
          default -> theirs.getStatus() < 500 ? ProblemType.MALFORMED : ProblemType.INTERNAL;
        };
    Response ours =
        refusal(new RequestRefusedException(type, type.sentence()), new Asked(where, headers));
    String allowed = theirs.getHeaderString(HttpHeaders.ALLOW);
    return allowed == null
        ? ours
        : Response.fromResponse(ours).header(HttpHeaders.ALLOW, allowed).build();
  }

  @ServerExceptionMapper
  Response unauthenticated(UnauthorizedException fault, UriInfo where, HttpHeaders headers) {
    return challenge(new Asked(where, headers));
  }

  @ServerExceptionMapper
  Response failed(AuthenticationFailedException fault, UriInfo where, HttpHeaders headers) {
    return challenge(new Asked(where, headers));
  }

  private Response challenge(Asked asked) {
    Response answer = refusal(notice.challenge(schemes), asked);
    if (pages.cover(asked.path())) {
      return answer; // no challenge: a browser would ask for the password itself, and keep it
    }
    return Response.fromResponse(answer)
        .header(HttpHeaders.WWW_AUTHENTICATE, schemes.challenge())
        .build();
  }

  @ServerExceptionMapper
  Response forbidden(ForbiddenException fault, UriInfo where, HttpHeaders headers) {
    return refusal(forbidden(callers.getIdentity()), new Asked(where, headers));
  }

  /** The refusal of a caller whose roles do not allow something. */
  static RequestRefusedException forbidden(SecurityIdentity caller) {
    String missing = caller.getAttribute(Roles.MISSING);
    return new RequestRefusedException(
        ProblemType.FORBIDDEN, missing == null ? ProblemType.FORBIDDEN.sentence() : missing);
  }

  /**
   * A fault of the gateway itself: the log has the stack trace, the caller is told to look there.
   */
  @ServerExceptionMapper
  Response bug(RuntimeException fault, UriInfo where, HttpHeaders headers) {
    LOG.errorf(fault, "a request failed: path=%s", where.getPath());
    String detail = "the fault is in the gateway's log; what was promised stays promised";
    return refusal(
        new RequestRefusedException(ProblemType.INTERNAL, detail), new Asked(where, headers));
  }
}
