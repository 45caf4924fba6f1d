package dev.lockstep.outbox;

import dev.lockstep.UsualSettings;
import dev.lockstep.device.Moment;
import dev.lockstep.device.TimeSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Orders as an MES writes them, and what channels of tests run on. */
final class OrderEvents {
  static final TimeSource CLOCK = () -> new Moment(Instant.now(), System.nanoTime(), "test");

  private OrderEvents() {}

  /** On one line. */
  static String order(String id) {
    return """
        {"specversion":"1.0","id":"event-%s","source":"/mes","type":"dev.lockstep.coordination.order.v1","time":"%s","data":{"id":"%s","participants":[]}}"""
        .formatted(id, Instant.now(), id);
  }

  static List<String> orders(String prefix, int from, int count) {
    List<String> orders = new ArrayList<>();
    for (int each = from; each < from + count; each++) {
      orders.add(order(prefix + each));
    }
    return orders;
  }

  static List<String> ids(String prefix, int from, int count) {
    List<String> ids = new ArrayList<>();
    for (int each = from; each < from + count; each++) {
      ids.add(prefix + each);
    }
    return ids;
  }

  /** Impatient ones, with these keys besides. */
  static OrderSettings settings(String... keys) {
    List<String> all =
        new ArrayList<>(List.of("pause=50ms", "pause-max=200ms", "answer-max=5s", "size-max=4K"));
    all.addAll(List.of(keys));
    return UsualSettings.of(OrderSettings.class, all.toArray(String[]::new));
  }
}
