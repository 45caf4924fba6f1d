package dev.lockstep.driver.opcua;

import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.milo.opcua.sdk.core.Reference;
import org.eclipse.milo.opcua.sdk.core.ValueRanks;
import org.eclipse.milo.opcua.sdk.server.methods.AbstractMethodInvocationHandler;
import org.eclipse.milo.opcua.sdk.server.nodes.UaFolderNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaMethodNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaNodeContext;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.structured.Argument;

/**
 * A method whose work is to set the node Busy, and which can do it, leave it, or answer anything
 * before or after it. Answers {@code Ok} and {@code Message}.
 */
final class Deed {
  private static final Argument[] INPUTS = {argument("Ticket", NodeIds.Int32)};
  private static final Argument[] OUTPUTS = {
    argument("Ok", NodeIds.Boolean), argument("Message", NodeIds.String)
  };

  /** What a call comes to at the machine. */
  @FunctionalInterface
  interface Way {
    Variant[] go(Runnable work) throws UaException;
  }

  private final PressNodes nodes;
  private final AtomicInteger done = new AtomicInteger();
  private volatile Way way = doing(true);

  Deed(PressNodes nodes) {
    this.nodes = nodes;
  }

  /** Works, and answers this. */
  static Way doing(boolean ok) {
    return work -> {
      work.run();
      return answer(ok);
    };
  }

  /** Leaves its work, and answers this. */
  static Way idling(boolean ok) {
    return work -> answer(ok);
  }

  /** Works, and then calls it by that status. */
  static Way after(long status) {
    return work -> {
      work.run();
      throw new UaException(status);
    };
  }

  /** Leaves its work, and calls that by the status. */
  static Way before(long status) {
    return work -> {
      throw new UaException(status);
    };
  }

  private static Variant[] answer(boolean ok) {
    return new Variant[] {Variant.ofBoolean(ok), Variant.ofString(ok ? "done" : "E-STOP")};
  }

  /** From now on it goes this way, and nothing is done yet. */
  void begin(Way next) {
    nodes.set("Busy", false);
    done.set(0);
    way = next;
  }

  /** How often it worked since it began. */
  int done() {
    return done.get();
  }

  private void work() {
    done.incrementAndGet();
    nodes.set("Busy", true);
  }

  void create(UaNodeContext context, UaFolderNode folder, NodeId id, QualifiedName name) {
    UaMethodNode node =
        UaMethodNode.builder(context)
            .setNodeId(id)
            .setBrowseName(name)
            .setDisplayName(LocalizedText.english("Fire"))
            .build();
    node.setInputArguments(INPUTS);
    node.setOutputArguments(OUTPUTS);
    node.setInvocationHandler(
        new AbstractMethodInvocationHandler(node) {
          @Override
          public Argument[] getInputArguments() {
            return INPUTS;
          }

          @Override
          public Argument[] getOutputArguments() {
            return OUTPUTS;
          }

          @Override
          protected Variant[] invoke(InvocationContext invocation, Variant[] given)
              throws UaException {
            return way.go(Deed.this::work);
          }
        });
    context.getNodeManager().addNode(node);
    node.addReference(
        new Reference(
            node.getNodeId(), NodeIds.HasComponent, folder.getNodeId().expanded(), false));
  }

  private static Argument argument(String name, NodeId type) {
    return new Argument(name, type, ValueRanks.Scalar, null, LocalizedText.english(name));
  }
}
