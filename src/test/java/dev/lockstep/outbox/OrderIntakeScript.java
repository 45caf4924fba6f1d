package dev.lockstep.outbox;

import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.TransactionId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A coordinator in the test's hand, which can be without its log, and stop in the middle of taking
 * an order as a process that dies. The id is the data's {@code id}, else the usual one.
 */
final class OrderIntakeScript implements OrderIntake {
  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]*)\"");

  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final Map<String, Requester> begun = new ConcurrentHashMap<>();
  private volatile Optional<String> obstacle = Optional.empty();
  private volatile Optional<String> dyingAt = Optional.empty();

  @Override
  public Taken take(Request request)
      throws OrderRefusedException, OrderNotNowException, InterruptedException {
    String body = new String(request.body().bytes(), StandardCharsets.UTF_8);
    if (!body.contains("participants")) {
      throw new OrderRefusedException(
          "MALFORMED", "/data/participants", "in the data: no participants");
    }
    Matcher named = ID.matcher(body);
    TransactionId id = named.find() ? new TransactionId(named.group(1)) : request.usual();
    if (id.value().equals("bug")) {
      throw new IllegalStateException("a fault of the coordinator");
    }
    if (obstacle.isPresent()) {
      throw new OrderNotNowException(obstacle.get());
    }
    calls.add(id.value());
    boolean repeated = begun.putIfAbsent(id.value(), request.sender()) != null;
    if (dyingAt.equals(Optional.of(id.value()))) {
      new CountDownLatch(1).await(); // durable, and never acknowledged
    }
    return new Taken(id, repeated);
  }

  void withoutLog(String why) {
    obstacle = Optional.of(why);
  }

  void withLog() {
    obstacle = Optional.empty();
  }

  void dieAt(String id) {
    dyingAt = Optional.of(id);
  }

  void live() {
    dyingAt = Optional.empty();
  }

  /** Every id as often as it was asked for, in order. */
  List<String> calls() {
    return List.copyOf(calls);
  }

  /** Each coordination, with its first requester. */
  Map<String, Requester> begun() {
    return Map.copyOf(begun);
  }
}
