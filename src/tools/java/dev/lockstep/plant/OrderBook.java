package dev.lockstep.plant;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The orders that the conveyor's controller keeps, by id: what it has said yes to, what it has
 * done. The same question gets the same answer, and an order is done once however often it is told.
 * Thread-safe.
 */
final class OrderBook {
  private static final double SPEED_MIN = 0.1;
  private static final double SPEED_MAX = 2.5;
  private static final int ORDERS_MAX = 1000;

  private final Move move;
  private final Map<String, Order> orders = new LinkedHashMap<>();

  /** Makes the belt go to a speed, in m/s. */
  @FunctionalInterface
  interface Move {
    void accept(String order, double speed);
  }

  private record Order(double speed, String state, String detail) {
    Order now(String state, String detail) {
      return new Order(speed, state, detail);
    }
  }

  /**
   * What the controller says.
   *
   * @param state prepared, refused, applied, aborted or unknown
   * @param detail one sentence for people
   */
  record Answer(String id, String state, String detail) {}

  /**
   * Empty.
   *
   * @param move called once for each order that is committed
   */
  OrderBook(Move move) {
    this.move = move;
  }

  synchronized Answer prepare(String id, String command, JsonNode arguments) {
    if (!orders.containsKey(id)) {
      keep(id, examine(command, arguments));
    }
    return query(id);
  }

  synchronized Answer commit(String id) {
    Order order = orders.get(id);
    if (order != null && order.state().equals("prepared")) {
      move.accept(id, order.speed());
      keep(id, order.now("applied", "the belt goes to " + order.speed() + " m/s"));
    }
    return query(id);
  }

  /** An abort that comes before its prepare is remembered, so that the late prepare is refused. */
  synchronized Answer abort(String id) {
    Order order = orders.getOrDefault(id, new Order(0, "unknown", ""));
    if (!order.state().equals("applied")) {
      keep(id, order.now("aborted", "dropped"));
    }
    return query(id);
  }

  synchronized Answer query(String id) {
    Order order = orders.get(id);
    return order == null
        ? new Answer(id, "unknown", "never heard of it")
        : new Answer(id, order.state(), order.detail());
  }

  private static Order examine(String command, JsonNode arguments) {
    JsonNode speed = arguments.path("Speed");
    if (!command.equals("SetSpeed")) {
      return new Order(0, "refused", "no such command: " + command);
    }
    if (!speed.isNumber() || speed.asDouble() < SPEED_MIN || speed.asDouble() > SPEED_MAX) {
      return new Order(0, "refused", "Speed must be a number from 0.1 to 2.5");
    }
    return new Order(speed.asDouble(), "prepared", "ready for " + speed.asDouble() + " m/s");
  }

  private void keep(String id, Order order) {
    orders.put(id, order);
    if (orders.size() > ORDERS_MAX) {
      orders.remove(orders.keySet().iterator().next());
    }
  }
}
