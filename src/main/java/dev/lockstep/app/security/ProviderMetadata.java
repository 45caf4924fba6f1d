package dev.lockstep.app.security;

import dev.lockstep.app.config.OidcConfig;
import dev.lockstep.device.PrintableText;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Metadata of an OpenID provider (OpenID Connect Discovery 1.0, 4).
 *
 * @param endSession where a person ends the login there (RP-Initiated Logout 1.0); empty where the
 *     provider has no such address
 */
record ProviderMetadata(Optional<URI> endSession) {
  private static final String PATH = "/.well-known/openid-configuration";
  private static final int BYTES_MAX = 256 * 1024;
  private static final int TEXT_MAX = 200;

  /** Without these no token can be verified, and no one can sign in. */
  private static final List<String> WANTED =
      List.of("jwks_uri", "authorization_endpoint", "token_endpoint");

  /** Asks the provider. Blocks. */
  static ProviderMetadata ask(HttpClient client, OidcConfig keys)
      throws ProviderSilentException, InterruptedException {
    String issuer = keys.issuer().orElseThrow().toString();
    URI where = URI.create(issuer.replaceAll("/+$", "") + PATH);
    HttpRequest request = HttpRequest.newBuilder(where).timeout(keys.answerMax()).build();
    try {
      HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        byte[] bytes = body.readNBytes(BYTES_MAX);
        if (answer.statusCode() != 200) {
          throw new ProviderSilentException(
              "%s answers with HTTP status %d; is lockstep.oidc.issuer right?"
                  .formatted(where, answer.statusCode()));
        }
        return read(where, issuer, new String(bytes, StandardCharsets.UTF_8));
      }
    } catch (IOException | UnresolvedAddressException silent) {
      throw new ProviderSilentException(where + ": " + sentence(silent, keys));
    }
  }

  /** What it said of itself, where that is of the issuer that is configured. */
  static ProviderMetadata read(URI where, String issuer, String text)
      throws ProviderSilentException {
    JsonObject said;
    try {
      said = new JsonObject(text);
    } catch (DecodeException garbled) {
      throw new ProviderSilentException(
          where + " answers with no JSON; is lockstep.oidc.issuer right?");
    }
    String itself = text(said, "issuer");
    if (!itself.equals(issuer)) {
      throw new ProviderSilentException(
          "%s says that its issuer is \"%s\", and lockstep.oidc.issuer is \"%s\"; both must be the same"
              .formatted(where, PrintableText.line(itself, TEXT_MAX), issuer));
    }
    for (String each : WANTED) {
      if (text(said, each).isEmpty()) {
        throw new ProviderSilentException(
            "%s does not name its %s; an OpenID provider would".formatted(where, each));
      }
    }
    return new ProviderMetadata(endSession(text(said, "end_session_endpoint")));
  }

  private static Optional<URI> endSession(String text) {
    try {
      URI address = URI.create(text);
      boolean web = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
      return Optional.of(address).filter(each -> web && each.getHost() != null);
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static String text(JsonObject said, String member) {
    return said.getValue(member) instanceof String text ? text : "";
  }

  private static String sentence(Exception silent, OidcConfig keys) {
    return switch (silent) {
      case HttpTimeoutException late ->
          "no answer within %s (lockstep.oidc.answer-max); is it up, and does a firewall let this host in?"
              .formatted(keys.answerMax());
      case UnknownHostException none -> "no host has that name";
      case UnresolvedAddressException none -> "no host has that name";
      case SSLException untrusted ->
          "no TLS connection comes about (%s); quarkus.tls.oidc.trust-store.pem.certs names who signed its certificate"
              .formatted(PrintableText.line(String.valueOf(untrusted.getMessage()), TEXT_MAX));
      case ConnectException refused when refused.getCause() instanceof UnresolvedAddressException ->
          "no host has that name";
      case ConnectException refused -> "nothing listens there; is it up?";
      default ->
          "the connection broke (%s)"
              .formatted(PrintableText.line(String.valueOf(silent.getMessage()), TEXT_MAX));
    };
  }
}
