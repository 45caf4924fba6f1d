package dev.lockstep.rest.client;

import dev.lockstep.rest.client.AsyncHttpCaller.Call;
import dev.lockstep.rest.client.AsyncHttpCaller.Connections;
import dev.lockstep.rest.client.AsyncHttpCaller.Limits;
import dev.lockstep.rest.client.HttpCaller.HttpAnswer;
import io.vertx.core.Context;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * Calls to one peer: so many are under way, the others wait in the order in which they came.
 * Everything but {@link #call} happens on one event loop, so that nothing is locked, and the peer's
 * connections stay on it too.
 */
final class PeerLine {
  private final Connections connections;
  private final Limits limits;
  private final URI peer;
  private final Context loop;
  private final Queue<PeerCall> waiting = new ArrayDeque<>();
  private int underWay;

  /** What this peer was shown last, because it asked who calls. */
  private Optional<String> shown = Optional.empty();

  PeerLine(Connections connections, Limits limits, URI peer) {
    this.connections = connections;
    this.limits = limits;
    this.peer = peer;
    this.loop = connections.vertx().getOrCreateContext();
  }

  /** From any thread; returns at once. */
  void call(Call call, Duration within, CompletableFuture<HttpAnswer> answer) {
    loop.runOnContext(
        now -> {
          PeerCall made = new PeerCall(this, call, within, answer);
          waiting.add(made);
          made.limit();
          goOn();
        });
  }

  private void goOn() {
    while (underWay < limits.underWay() && !waiting.isEmpty()) {
      underWay++;
      waiting.remove().send();
    }
  }

  /** A call that was under way is over. */
  void over() {
    underWay--;
    goOn();
  }

  /** A call that was not sent is given up. */
  void leave(PeerCall call) {
    waiting.remove(call);
  }

  Connections connections() {
    return connections;
  }

  Limits limits() {
    return limits;
  }

  /** The Authorization header that this peer knows, or knew, us by. */
  Optional<String> shown() {
    return shown;
  }

  /**
   * The peer has refused what it was shown.
   *
   * @param before what that was; empty where it was nothing
   * @return another password, from the file as it is now; empty where there is no other
   */
  Optional<String> another(Optional<String> before) {
    Optional<String> now = connections.password().flatMap(each -> each.apply(peer));
    if (now.isEmpty() || now.equals(before)) {
      return Optional.empty();
    }
    shown = now;
    return now;
  }
}
