package dev.lockstep.rest;

import dev.lockstep.transaction.Reply.Refusal;
import java.util.Locale;

/**
 * Problem types (RFC 9457). Their names are part of the API and are never renamed. Each is
 * described in {@code src/site/markdown/problems.md}.
 */
public enum ProblemType {
  MALFORMED(400, "The request cannot be understood"),
  INVALID_ID(400, "This is no id"),
  LIMIT_EXCEEDED(400, "The request asks for more than is allowed"),
  UNAUTHENTICATED(401, "Who are you?", "send a user's name and password, or a client certificate"),
  FORBIDDEN(
      403,
      "This role may not do that",
      "this needs a role that you do not have; the operator of the gateway assigns roles"),
  NOT_FOUND(404, "There is nothing here", "no such path; the API is described at /q/swagger-ui"),
  UNKNOWN_TRANSACTION(404, "The transaction is not known"),
  UNKNOWN_COORDINATION(404, "The coordination is not known"),
  COORDINATOR_OFF(404, "This process is no coordinator"),
  UNKNOWN_DEVICE(404, "The device is not known"),
  UNKNOWN_RESOURCE(404, "The device has no such resource"),
  UNKNOWN_PLAN(404, "There is no plan of that name"),
  UNKNOWN_DAMAGE(404, "The journal has no damaged row there"),
  UNKNOWN_CERTIFICATE(404, "No certificate of that thumbprint is known here"),
  NO_STANDBY(404, "This gateway stands alone"),
  STRANGER(403, "This address may not be called"),
  METHOD_NOT_ALLOWED(
      405,
      "This cannot be done here",
      "the path is right, the method is not; the API is described at /q/swagger-ui"),
  NOT_ACCEPTABLE(
      406, "Only JSON is spoken here", "answers are application/json or application/problem+json"),
  BODY_TOO_SLOW(408, "The body did not arrive in time"),
  OTHER_COMMANDS(409, "The same id came before with other commands"),
  OTHER_INSTANT(409, "The machines move at another instant"),
  STILL_PREPARING(409, "The vote is not cast yet"),
  ALREADY_COMMITTING(409, "The transaction is being committed"),
  ALREADY_ROLLING_BACK(409, "The transaction is being rolled back"),
  ENDED_OTHERWISE(409, "The transaction ended with another outcome"),
  NOT_STUCK(409, "Nothing here waits for an operator's outcome"),
  NOT_WITHHELD(409, "Nothing here waits for a release"),
  NOT_ENDED(409, "Only what has ended can be forgotten"),
  NOT_CONFIRMED(409, "Not every gateway has confirmed it"),
  MEMORY_TOO_SHORT(409, "The journal does not reach back that far"),
  NOT_READABLE(409, "The profile does not allow to read this resource"),
  BACKUP_UNDER_WAY(409, "A backup is being made"),
  DEVICE_IN_USE(409, "A live transaction holds a device that would change"),
  NOT_ENLISTED(409, "The transaction cannot be taken part in"),
  PLAN_CHANGED(409, "The plan is not the one that was looked at"),
  CERTIFICATE_CHANGED(409, "The server shows another certificate by now"),
  CERTIFICATE_UNUSABLE(409, "The certificate would be refused all the same"),
  DECIDED_OTHERWISE(409, "Somebody has decided otherwise"),
  STANDBY_REFUSED(409, "The two PCs of the line stand otherwise"),
  TOO_LARGE(413, "The request is too large"),
  UNSUPPORTED_MEDIA_TYPE(
      415, "A request's body must be JSON", "send Content-Type: application/json"),
  MISDIRECTED(421, "This gateway is not called so"),
  PLAN_FAULTY(422, "The plan cannot be played"),
  FAULTY_DEFINITIONS(422, "Profiles or device lists have faults"),
  TOO_MANY_GUESSES(429, "Too many wrong passwords came from this address"),
  INTERNAL(500, "The gateway has a fault"),
  COORDINATOR_SILENT(502, "The coordinator did not answer"),
  STANDBY(503, "Another PC is the active one of this line"),
  NOT_READY(503, "The gateway is still starting"),
  OVERLOADED(503, "The gateway has too much to do"),
  JOURNAL_UNAVAILABLE(503, "The journal cannot be used now"),
  AUDIT_UNAVAILABLE(503, "It cannot be recorded who does this"),
  TRUST_UNAVAILABLE(503, "The trust list cannot be read or written"),
  PROVIDER_UNAVAILABLE(503, "The identity provider cannot be asked"),
  BACKUP_FAILED(503, "The backup could not be made"),
  UNREADABLE(503, "The device did not say"),
  PLANS_UNREADABLE(503, "The folder of plans cannot be read"),
  TOO_SLOW(504, "The answer was not there in time");

  private final int status;
  private final String title;
  private final String sentence;

  ProblemType(int status, String title) {
    this(status, title, title);
  }

  ProblemType(int status, String title, String sentence) {
    this.status = status;
    this.title = title;
    this.sentence = sentence;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** Whether the same request may succeed a little later. */
  boolean retryable() {
    return status == 503 || status == 504;
  }

  /** For people; the same for every problem of this type. */
  public String title() {
    return title;
  }

  /** What would be right, where that is known of the type alone; else the title. */
  String sentence() {
    return sentence;
  }

  /**
   * A relative reference that identifies the type, for example {@code /problems/other-commands}.
   */
  public String uri() {
    return "/problems/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static ProblemType of(Refusal refusal) {
    return switch (refusal) {
      case OTHER_COMMANDS -> OTHER_COMMANDS;
      case UNKNOWN_TRANSACTION -> UNKNOWN_TRANSACTION;
      case OTHER_INSTANT -> OTHER_INSTANT;
      case STILL_PREPARING -> STILL_PREPARING;
      case ALREADY_COMMITTING -> ALREADY_COMMITTING;
      case ALREADY_ROLLING_BACK -> ALREADY_ROLLING_BACK;
      // A prepare is answered with a vote instead; any other request wanted another outcome.
      case VOTE_ENDED -> ENDED_OTHERWISE;
      case ENDED_OTHERWISE -> ENDED_OTHERWISE;
      case NOT_STUCK -> NOT_STUCK;
      case NOT_WITHHELD -> NOT_WITHHELD;
      case NOT_ENDED -> NOT_ENDED;
    };
  }
}
