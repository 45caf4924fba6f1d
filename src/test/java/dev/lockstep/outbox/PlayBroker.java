package dev.lockstep.outbox;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A broker that answers when it is told to: it keeps what arrived, also what it never acknowledged.
 */
final class PlayBroker implements EventChannel {
  private final List<String> arrived = new ArrayList<>();
  private final List<CompletableFuture<Void>> unanswered = new ArrayList<>();
  private boolean away;
  private boolean silent;

  /** Everything in the order of its arrival, repeats too. */
  List<String> arrived() {
    return List.copyOf(arrived);
  }

  /** Without what was there before. */
  Set<String> firstSeen() {
    return new LinkedHashSet<>(arrived);
  }

  void away(boolean away) {
    this.away = away;
  }

  /** Takes events, and says nothing. */
  void silent(boolean silent) {
    this.silent = silent;
  }

  /** Answers of a time when it was silent. */
  List<CompletableFuture<Void>> unanswered() {
    return unanswered;
  }

  @Override
  public String name() {
    return "mqtt";
  }

  @Override
  public String target() {
    return "a broker that is played";
  }

  @Override
  public CompletableFuture<Void> send(String subject, String json) {
    if (away) {
      return CompletableFuture.failedFuture(new UntoldException("it is away; bring it back"));
    }
    arrived.add(json);
    CompletableFuture<Void> sent = new CompletableFuture<>();
    if (silent) {
      unanswered.add(sent);
    } else {
      sent.complete(null);
    }
    return sent;
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
