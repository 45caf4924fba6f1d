package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;

/**
 * What a lock shows of itself (OPC 10000-100, 7.2).
 *
 * @param locked empty where it does not say
 * @param client ApplicationUri of who holds it; may be empty
 * @param user who is logged in there; may be empty
 * @param remaining after which it lapses by itself; empty where it does not say
 * @param maxInactive after which any lock of the server lapses; empty where it does not say
 */
record LockStatus(
    Optional<Boolean> locked,
    String client,
    String user,
    Optional<Duration> remaining,
    Optional<Duration> maxInactive) {
  private static final double MILLIS_MAX = Duration.ofDays(10_000).toMillis();

  static LockStatus read(
      ActiveSession session, LockNodes lock, AttributeReader reads, Deadline deadline)
      throws UnansweredException {
    List<String> names = new ArrayList<>(lock.properties().keySet());
    List<ReadValueId> wanted = new ArrayList<>();
    names.forEach(
        each -> wanted.add(value(lock.properties().getOrDefault(each, NodeId.NULL_VALUE))));
    lock.maxInactive().ifPresent(each -> wanted.add(value(each)));
    if (wanted.isEmpty()) {
      return new LockStatus(Optional.empty(), "", "", Optional.empty(), Optional.empty());
    }
    List<DataValue> values = reads.values(session, wanted, deadline);
    Map<String, Object> shown = new HashMap<>();
    for (int each = 0; each < names.size(); each++) {
      good(values.get(each)).ifPresent(put(shown, names.get(each)));
    }
    return new LockStatus(
        shown.get(LockNodes.LOCKED) instanceof Boolean locked
            ? Optional.of(locked)
            : Optional.empty(),
        shown.get(LockNodes.CLIENT) instanceof String client ? client : "",
        shown.get(LockNodes.USER) instanceof String user ? user : "",
        millis(Optional.ofNullable(shown.get(LockNodes.REMAINING))),
        lock.maxInactive().flatMap(any -> millis(good(values.getLast()))));
  }

  private static Consumer<Object> put(Map<String, Object> shown, String name) {
    return value -> shown.put(name, value);
  }

  private static ReadValueId value(NodeId node) {
    return AttributeReader.attribute(node, AttributeId.Value);
  }

  private static Optional<Object> good(DataValue value) {
    return value.getStatusCode().isGood()
        ? Optional.ofNullable(value.getValue().value())
        : Optional.empty();
  }

  /** A Duration is a Double of milliseconds (OPC 10000-3, 8.13); none is held for no time. */
  private static Optional<Duration> millis(Optional<Object> value) {
    return value
        .filter(Number.class::isInstance)
        .map(each -> ((Number) each).doubleValue())
        .filter(each -> each > 0)
        .map(each -> Duration.ofMillis((long) Math.min(each, MILLIS_MAX)));
  }

  boolean isLocked() {
    return locked.orElse(false);
  }

  /** Whether another application holds it, as far as it says. */
  boolean isOfAnother(String application) {
    return isLocked() && !client.isBlank() && !client.equals(application);
  }

  /** How long a lock that was just taken or renewed holds; empty where nothing says so. */
  Optional<Duration> lease() {
    return remaining.isPresent() && maxInactive.isPresent()
        ? Optional.of(
            remaining.get().compareTo(maxInactive.get()) < 0 ? remaining.get() : maxInactive.get())
        : remaining.or(() -> maxInactive);
  }

  /** Who holds it, for people. */
  String holder() {
    String who = client.isBlank() ? "an application that it does not name" : client;
    String as = user.isBlank() ? "" : " (user " + user + ")";
    String rest =
        remaining.map(each -> ", for another " + each.toMillis() / 1_000.0 + " s").orElse("");
    return who + as + rest;
  }
}
