package dev.lockstep.plant;

import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.sdk.server.nodes.filters.AttributeFilter;
import org.eclipse.milo.opcua.sdk.server.nodes.filters.AttributeFilterContext;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;

/**
 * One variable of a machine, as its controller sees it: reads, sets, and hears what clients write.
 * Thread-safe.
 *
 * @param <T> the Java type of the node's OPC UA type
 */
final class Tag<T> {
  private final UaVariableNode node;
  private final Class<T> type;
  private final AtomicLong writes = new AtomicLong();
  private volatile Taking<T> taking = written -> written;

  /** Hears a client's write and says what the node shows at once; throws to refuse it. */
  @FunctionalInterface
  interface Taking<T> {
    T take(T written) throws UaException;
  }

  Tag(UaVariableNode node, Class<T> type, T initial) {
    this.node = node;
    this.type = type;
    set(initial);
    node.getFilterChain().addLast(new Clients());
  }

  T get() {
    return type.cast(node.getValue().value().value());
  }

  /** What the machine itself shows. Subscribers are told. */
  void set(T value) {
    if (!value.equals(node.getValue().value().value())) {
      node.setValue(new DataValue(new Variant(value)));
    }
  }

  /** How often a client wrote here and was not refused, whatever the value. */
  long writes() {
    return writes.get();
  }

  /** Called on the server's thread before a client's value is shown. */
  void onWrite(Taking<T> listener) {
    taking = listener;
  }

  private final class Clients implements AttributeFilter {
    @Override
    public void writeAttribute(AttributeFilterContext context, AttributeId attribute, Object value)
        throws UaException {
      if (attribute != AttributeId.Value) {
        context.writeAttribute(attribute, value);
        return;
      }
      T shown = taking.take(type.cast(((DataValue) value).value().value()));
      context.writeAttribute(attribute, new DataValue(new Variant(shown)));
      // Counted last: a controller that sees the count also sees the value.
      writes.incrementAndGet();
    }
  }
}
