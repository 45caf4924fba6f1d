package dev.lockstep.rest.client;

import dev.lockstep.device.DurationFormat;
import dev.lockstep.rest.Truncation;
import dev.lockstep.rest.client.AsyncHttpCaller.Call;
import dev.lockstep.rest.client.HttpCaller.HttpAnswer;
import dev.lockstep.rest.client.HttpCaller.NoAnswerException;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One call of a {@link PeerLine}, on its event loop. */
final class PeerCall {
  private static final int UNAUTHORIZED = 401;

  private final PeerLine line;
  private final Call call;
  private final Duration within;
  private final CompletableFuture<HttpAnswer> answer;
  private Standing standing = Standing.WAITING;
  private long timer;
  private @Nullable HttpClientRequest request;

  private enum Standing {
    WAITING,
    UNDER_WAY,
    OVER
  }

  PeerCall(PeerLine line, Call call, Duration within, CompletableFuture<HttpAnswer> answer) {
    this.line = line;
    this.call = call;
    this.within = within;
    this.answer = answer;
  }

  /** From now on, and whatever happens: for its turn, the connection and all of the answer. */
  void limit() {
    long millis = Math.max(1, within.toMillis());
    timer = line.connections().vertx().setTimer(millis, elapsed -> late());
  }

  private void late() {
    if (standing == Standing.WAITING) {
      line.leave(this);
      end(Standing.WAITING);
      fail("not sent: too many requests are under way to this gateway");
    } else {
      failed("no answer within " + DurationFormat.of(within));
    }
  }

  void send() {
    standing = Standing.UNDER_WAY;
    send(line.shown());
  }

  private void send(Optional<String> authorization) {
    line.connections()
        .client()
        .request(options(call))
        .onComplete(made -> connected(made, authorization));
  }

  private static RequestOptions options(Call call) {
    URI peer = call.peer();
    boolean encrypted = "https".equals(peer.getScheme());
    int port = peer.getPort() >= 0 ? peer.getPort() : encrypted ? 443 : 80;
    String host = peer.getHost();
    return new RequestOptions()
        .setMethod(call.method())
        .setServer(SocketAddress.inetSocketAddress(port, bare(host)))
        .setHost(host)
        .setPort(port)
        .setSsl(encrypted)
        .setFollowRedirects(false)
        .setURI(Optional.ofNullable(peer.getRawPath()).orElse("") + call.path());
  }

  /** An IPv6 address without its brackets. */
  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private void connected(AsyncResult<HttpClientRequest> made, Optional<String> authorization) {
    if (made.failed()) {
      failed(sentence(made.cause()));
      return;
    }
    HttpClientRequest ready = made.result();
    if (standing == Standing.OVER) {
      // The time was over while it was being connected.
      ready.reset();
      return;
    }
    request = ready;
    // Whatever it is, the answer fails for it too.
    ready.exceptionHandler(fault -> {});
    ready.putHeader("Accept", AsyncHttpCaller.ACCEPTED);
    call.headers().forEach(ready::putHeader);
    authorization.ifPresent(value -> ready.putHeader("Authorization", value));
    ready
        .response()
        .onComplete(
            heard -> {
              if (heard.succeeded()) {
                heard(heard.result(), authorization);
              } else {
                failed(sentence(heard.cause()));
              }
            });
    if (call.body().isPresent()) {
      ready.putHeader("Content-Type", "application/json");
      var unused = ready.end(call.body().get());
    } else {
      var unused = ready.end();
    }
  }

  private void heard(HttpClientResponse response, Optional<String> authorization) {
    Buffer body = Buffer.buffer();
    response.exceptionHandler(broken -> failed(sentence(broken)));
    response.handler(
        part -> {
          if (body.length() + part.length() > line.limits().answerBytes()) {
            failed("an answer of more than %d octets".formatted(line.limits().answerBytes()));
          } else if (standing == Standing.UNDER_WAY) {
            body.appendBuffer(part);
          }
        });
    response.endHandler(ended -> whole(response, body, authorization));
  }

  private void whole(HttpClientResponse response, Buffer body, Optional<String> authorization) {
    if (standing != Standing.UNDER_WAY) {
      return;
    }
    if (response.statusCode() == UNAUTHORIZED && asksForPassword(response)) {
      Optional<String> password = line.another(authorization);
      if (password.isPresent()) {
        send(password);
        return;
      }
      if (authorization.isEmpty() && line.connections().password().isPresent()) {
        failed("it asks who calls, and lockstep.outbound.origins does not name it");
        return;
      }
    }
    end(Standing.UNDER_WAY);
    answer.complete(
        HttpCaller.answer(
            response.statusCode(),
            body.getBytes(),
            Optional.ofNullable(response.getHeader("Retry-After"))));
    line.over();
  }

  private static boolean asksForPassword(HttpClientResponse response) {
    return response.headers().getAll("WWW-Authenticate").stream()
        .anyMatch(each -> each.toLowerCase(Locale.ROOT).startsWith("basic"));
  }

  /** Nothing that can be used came of it; its connection is not used again. */
  private void failed(String detail) {
    if (standing != Standing.UNDER_WAY) {
      return;
    }
    end(Standing.UNDER_WAY);
    HttpClientRequest open = request;
    if (open != null) {
      open.reset();
    }
    fail(detail);
    line.over();
  }

  private void end(Standing from) {
    if (standing == from) {
      standing = Standing.OVER;
      line.connections().vertx().cancelTimer(timer);
    }
  }

  private void fail(String detail) {
    answer.completeExceptionally(new NoAnswerException(detail));
  }

  private static String sentence(Throwable cause) {
    return switch (cause) {
      case ConnectTimeoutException late -> "no connection in time";
      case ConnectException refused -> "no connection";
      case UnknownHostException nameless -> "no connection: its name is not known";
      default ->
          Truncation.to(
              Truncation.SENTENCE, cause.getClass().getSimpleName() + ": " + cause.getMessage());
    };
  }
}
