package dev.lockstep.rest;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Exception mappers (Jakarta REST): every exception becomes a {@link Problem}. No stack trace
 * leaves the process.
 */
final class ExceptionMappers {
  private static final Logger LOG = Logger.getLogger(ExceptionMappers.class);

  static final String CHALLENGE = "Basic realm=\"lockstep\", charset=\"UTF-8\"";

  private final RefusalListener rejections;

  private final SystemUseNotice notice;

  ExceptionMappers(RefusalListener rejections, SystemUseNotice notice) {
    this.rejections = rejections;
    this.notice = notice;
  }

  @ServerExceptionMapper
  Response refusal(RequestRefusedException refusal, UriInfo where) {
    rejections.count(refusal.type());
    return TransactionResponses.problem(refusal, where.getPath());
  }

  @ServerExceptionMapper
  Response journal(JournalUnavailableException fault, UriInfo where) {
    String detail = String.valueOf(fault.getMessage());
    return refusal(new RequestRefusedException(ProblemType.JOURNAL_UNAVAILABLE, detail), where);
  }

  @ServerExceptionMapper
  Response overloaded(OverloadedException fault, UriInfo where) {
    String detail = String.valueOf(fault.getMessage());
    return refusal(new RequestRefusedException(ProblemType.OVERLOADED, detail), where);
  }

  @ServerExceptionMapper
  Response http(WebApplicationException fault, UriInfo where) {
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
    Response ours = refusal(new RequestRefusedException(type, type.sentence()), where);
    String allowed = theirs.getHeaderString(HttpHeaders.ALLOW);
    return allowed == null
        ? ours
        : Response.fromResponse(ours).header(HttpHeaders.ALLOW, allowed).build();
  }

  @ServerExceptionMapper
  Response unauthenticated(UnauthorizedException fault, UriInfo where) {
    return challenge(where);
  }

  @ServerExceptionMapper
  Response failed(AuthenticationFailedException fault, UriInfo where) {
    return challenge(where);
  }

  private Response challenge(UriInfo where) {
    Response answer = refusal(notice.challenge(), where);
    return Response.fromResponse(answer).header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE).build();
  }

  @ServerExceptionMapper
  Response forbidden(ForbiddenException fault, UriInfo where) {
    return refusal(
        new RequestRefusedException(ProblemType.FORBIDDEN, ProblemType.FORBIDDEN.sentence()),
        where);
  }

  /**
   * A fault of the gateway itself: the log has the stack trace, the caller is told to look there.
   */
  @ServerExceptionMapper
  Response bug(RuntimeException fault, UriInfo where) {
    LOG.errorf(fault, "a request failed: path=%s", where.getPath());
    String detail = "the fault is in the gateway's log; what was promised stays promised";
    return refusal(new RequestRefusedException(ProblemType.INTERNAL, detail), where);
  }
}
