package dev.lockstep.app.security;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/**
 * HTTP without TLS is HTTP/1.1 (RFC 9112). HTTP/2 is for TLS, which agrees on it in the handshake;
 * without it the server would look into the first bytes of each connection for its preface.
 */
@Singleton
final class PlainHttpOptions implements HttpServerOptionsCustomizer {
  @Override
  public void customizeHttpServer(HttpServerOptions options) {
    options.setHttp2ClearTextEnabled(false);
  }
}
