package dev.lockstep.rest;

/**
 * Authentication schemes of HTTP that callers are told of with a 401 (RFC 9110, 11.6.1).
 *
 * @param tokens whether tokens of an OpenID provider are taken (RFC 6750, 3)
 */
public record AuthenticationSchemes(boolean tokens) {
  private static final String BASIC = "Basic realm=\"lockstep\", charset=\"UTF-8\"";

  /** For the header {@code WWW-Authenticate}. */
  String challenge() {
    return tokens ? BASIC + ", Bearer realm=\"lockstep\"" : BASIC;
  }

  /** What would be right, for a caller that said nothing of itself, or something wrong. */
  String sentence() {
    String sentence = ProblemType.UNAUTHENTICATED.sentence();
    return tokens ? sentence + ", or a token of the identity provider" : sentence;
  }
}
