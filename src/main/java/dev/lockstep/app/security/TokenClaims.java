package dev.lockstep.app.security;

import dev.lockstep.device.PrintableText;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Claims of a JSON Web Token (RFC 7519), and its header. Decoding proves nothing: whether the
 * provider signed them is found out elsewhere.
 */
record TokenClaims(JsonObject header, JsonObject claims) {
  /** Of every caller for whom the provider vouches; no user of the file may begin so. */
  static final String PRINCIPAL = "oidc:";

  private static final int NAME_MAX = 40;

  /** What is kept as it is; every other one by its digest, so that two never look alike. */
  private static final Pattern SUBJECT = Pattern.compile("[A-Za-z0-9._:@|=+/-]{1,50}");

  private static final int DIGEST_BYTES = 16;

  /** A token in its compact form (RFC 7515, 7.1); empty where it is none. */
  static Optional<TokenClaims> decode(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      return Optional.of(new TokenClaims(object(parts[0]), object(parts[1])));
    } catch (IllegalArgumentException | DecodeException | ClassCastException garbled) {
      return Optional.empty();
    }
  }

  private static JsonObject object(String part) {
    return new JsonObject(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
  }

  /**
   * Who it is: a name that people know, and the subject, which alone is never given to another
   * person; both under a mark that no other kind of caller has.
   *
   * @param claim the one with the name
   */
  String principal(String claim) {
    String subject = subject(text("sub"));
    List<String> names = values(claim);
    String name = names.isEmpty() ? "" : PrintableText.line(names.getFirst(), NAME_MAX);
    return PRINCIPAL + (name.isEmpty() || name.equals(subject) ? subject : name + "#" + subject);
  }

  private static String subject(String text) {
    if (SUBJECT.matcher(text).matches()) {
      return text;
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256:" + HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every JDK has SHA-256", missing);
    }
  }

  /** A claim that is a text; empty where it is missing, or something else. */
  String text(String claim) {
    return claims.getValue(claim) instanceof String text ? text : "";
  }

  /** The algorithm that it says it is signed with. */
  String algorithm() {
    return header.getValue("alg") instanceof String text ? text : "";
  }

  /** Seconds of a claim with a time (NumericDate); empty where it is missing, or something else. */
  Optional<Long> seconds(String claim) {
    return claims.getValue(claim) instanceof Number number
        ? Optional.of(number.longValue())
        : Optional.empty();
  }

  /**
   * Whether it tells a page who signed in (OpenID Connect Core, 2), and is no key to an API: such a
   * token travels through browsers and lies in their clients. Keycloak names the kind; its access
   * tokens had a nonce once.
   */
  boolean idToken() {
    boolean named = text("typ").equals("Bearer");
    return text("typ").equals("ID")
        || claims.containsKey("at_hash")
        || (claims.containsKey("nonce") && !named);
  }

  /**
   * Texts that a claim holds: one, or a list of them. The whole name is looked for first, for some
   * are URLs, then the way that its dots describe.
   */
  List<String> values(String claim) {
    @Nullable Object whole = claims.getValue(claim);
    return texts(whole == null ? below(claims, claim) : whole, claim);
  }

  private static @Nullable Object below(JsonObject claims, String path) {
    @Nullable Object at = claims;
    for (String name : path.split("\\.", -1)) {
      at = at instanceof JsonObject object ? object.getValue(name) : null;
    }
    return at;
  }

  private static List<String> texts(@Nullable Object value, String claim) {
    return switch (value) {
      case String text when claim.equals("scope") -> // RFC 9068, 2.2.3: spaces between them
          Stream.of(text.split(" ", -1)).filter(each -> !each.isEmpty()).toList();
      case String text -> List.of(text);
      case JsonArray list -> {
        List<String> texts = new ArrayList<>();
        list.forEach(
            each -> {
              if (each instanceof String text) {
                texts.add(text);
              }
            });
        yield List.copyOf(texts);
      }
      case null, default -> List.of();
    };
  }
}
