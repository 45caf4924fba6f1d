package dev.lockstep.app.security;

import dev.lockstep.app.config.OidcConfig;
import dev.lockstep.device.PrintableText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Diagnosis of a token that was refused: what of it is wrong, with what was found and what would be
 * right. By its claims, which anyone can read who has it; it lets no one in.
 */
final class TokenDiagnosis {
  private static final Set<String> ALGORITHMS =
      Set.of(
          "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");
  private static final int TEXT_MAX = 200;

  private final OidcConfig keys;

  TokenDiagnosis(OidcConfig keys) {
    this.keys = keys;
  }

  /** Kinds of faults: who is right but late is no guesser. */
  enum Kind {
    /** No token of the provider for this gateway, or a forged one. */
    FOREIGN,
    /** Right once, or soon. */
    UNTIMELY,
    /** Nothing in its claims is wrong: so its signature is. */
    UNSIGNED
  }

  /** What is wrong, for the caller. */
  record Fault(Kind kind, String sentence) {}

  /** The first thing that is wrong with a token. */
  Fault of(String token, Instant now) {
    Optional<TokenClaims> decoded = TokenClaims.decode(token);
    if (decoded.isEmpty()) {
      return new Fault(
          Kind.FOREIGN,
          "the token is no JSON Web Token (RFC 7519); an access token of %s would be right"
              .formatted(issuer()));
    }
    TokenClaims claims = decoded.get();
    return form(claims)
        .or(() -> addressees(claims))
        .map(sentence -> new Fault(Kind.FOREIGN, sentence))
        .or(() -> time(claims, now).map(sentence -> new Fault(Kind.UNTIMELY, sentence)))
        .orElseGet(() -> new Fault(Kind.UNSIGNED, unsigned(claims)));
  }

  private Optional<String> form(TokenClaims claims) {
    String algorithm = claims.algorithm();
    if (!ALGORITHMS.contains(algorithm)) {
      return Optional.of(
          "the token is signed with \"%s\"; a signature by a key of the provider, such as RS256, would be right"
              .formatted(shown(algorithm)));
    }
    return claims.idToken()
        ? Optional.of(
            "this is an ID token, which tells a page who signed in; an access token would be right")
        : Optional.empty();
  }

  private Optional<String> addressees(TokenClaims claims) {
    if (!claims.text("iss").equals(issuer())) {
      return Optional.of(
          "the token is of the issuer \"%s\"; one of \"%s\" would be right"
              .formatted(shown(claims.text("iss")), issuer()));
    }
    List<String> audience = claims.values("aud");
    String wanted = audience(keys);
    return audience.contains(wanted)
        ? Optional.empty()
        : Optional.of(
            "the token is for %s (claim aud), and not for \"%s\"; the provider can add that as an audience"
                .formatted(audience.isEmpty() ? "no one" : shown(audience.toString()), wanted));
  }

  private Optional<String> time(TokenClaims claims, Instant now) {
    Optional<Long> end = claims.seconds("exp");
    if (end.isEmpty()) {
      return Optional.of("the token does not say when it expires (claim exp)");
    }
    long seconds = now.getEpochSecond();
    long skew = keys.clockSkewMax().toSeconds();
    if (seconds > end.get() + skew) {
      return Optional.of(
          "the token expired %d s ago; a new one would be right (lockstep.oidc.clock-skew-max is %d s)"
              .formatted(seconds - end.get(), skew));
    }
    return claims
        .seconds("nbf")
        .or(() -> claims.seconds("iat"))
        .filter(begin -> seconds < begin - skew)
        .map(
            begin ->
                "the token is valid in %d s; the clocks of provider and gateway differ, and lockstep.oidc.clock-skew-max is %d s"
                    .formatted(begin - seconds, skew));
  }

  private String unsigned(TokenClaims claims) {
    Object key = claims.header().getValue("kid");
    return "the token's signature is by no key that the provider shows now (kid \"%s\"); a new token would be right"
        .formatted(shown(key instanceof String text ? text : ""));
  }

  /** Whom a token for the API must be for. */
  static String audience(OidcConfig keys) {
    return keys.audience().orElse(keys.clientId());
  }

  private String issuer() {
    return keys.issuer().map(Object::toString).orElse("");
  }

  /** Text from outside, as it is told. */
  static String shown(String text) {
    return PrintableText.line(text, TEXT_MAX);
  }
}
