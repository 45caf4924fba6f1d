package dev.lockstep.rest;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Refusal of a request, answered as {@code application/problem+json}. Without a stack trace: it is
 * an answer, not a fault.
 */
public final class RequestRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private static final int USUAL_SECONDS = 1;

  private final ProblemType type;
  private final transient Map<String, Object> members = new LinkedHashMap<>();
  private int retryAfterSeconds;

  /**
   * @param detail one sentence for people: what was found and what would be right
   */
  public RequestRefusedException(ProblemType type, String detail) {
    super(detail, null, false, false);
    this.type = type;
    this.retryAfterSeconds = type.retryable() ? USUAL_SECONDS : 0;
  }

  /** Says when the same request may succeed. */
  public RequestRefusedException retryAfter(Duration wait) {
    retryAfterSeconds = Math.toIntExact(wait.plusNanos(999_999_999).toSeconds());
    return this;
  }

  /** Seconds until the same request may succeed; empty where it never will. */
  OptionalInt retryAfterSeconds() {
    return retryAfterSeconds > 0 ? OptionalInt.of(retryAfterSeconds) : OptionalInt.empty();
  }

  /** Adds a member to the problem; its value must be what {@link HttpJson} can write. */
  public RequestRefusedException with(String name, Object value) {
    members.put(name, value);
    return this;
  }

  /** The problem type. */
  public ProblemType type() {
    return type;
  }

  /** Where in the body (RFC 6901); empty for all of it. */
  public String pointer() {
    return members.getOrDefault("pointer", "").toString();
  }

  Map<String, Object> members() {
    return members;
  }

  /** The body's content is wrong at this place. */
  public static RequestRefusedException malformed(String pointer, String detail) {
    return new RequestRefusedException(ProblemType.MALFORMED, at(pointer) + detail)
        .with("pointer", pointer);
  }

  /** More than is allowed at this place. */
  static RequestRefusedException exceeded(String pointer, String detail) {
    return new RequestRefusedException(ProblemType.LIMIT_EXCEEDED, at(pointer) + detail)
        .with("pointer", pointer);
  }

  /** A parameter of the call is wrong. */
  static RequestRefusedException parameter(String name, String expected) {
    return new RequestRefusedException(
            ProblemType.MALFORMED, "parameter %s: %s".formatted(name, expected))
        .with("parameter", name);
  }

  private static String at(String pointer) {
    return pointer.isEmpty() ? "" : pointer + ": ";
  }
}
