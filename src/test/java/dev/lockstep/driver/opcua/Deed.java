package dev.lockstep.driver.opcua;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
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
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final Queue<Thread> late = new ConcurrentLinkedQueue<>();
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

  /** Works twice for one call, and says done. */
  static Way twice() {
    return work -> {
      work.run();
      work.run();
      return answer(true);
    };
  }

  /** Goes that way after this time, in which a caller may give up. */
  static Way slowly(Duration pause, Way then) {
    return work -> {
      pause(pause);
      return then.go(work);
    };
  }

  /** Answers first, that way, and works after this time. */
  Way late(Duration pause, Way answer) {
    return work -> {
      late.add(
          Thread.startVirtualThread(
              () -> {
                pause(pause);
                work.run();
              }));
      return answer.go(() -> {});
    };
  }

  private static void pause(Duration pause) {
    LockSupport.parkNanos(pause.toNanos());
  }

  /** Waits until all that was begun is done. */
  void rest() throws InterruptedException {
    await()
        .pollInterval(Duration.ofMillis(2))
        .atMost(Duration.ofSeconds(10))
        .until(() -> running.get() == 0);
    for (Thread each = late.poll(); each != null; each = late.poll()) {
      each.join();
    }
  }

  private static Variant[] answer(boolean ok) {
    return new Variant[] {Variant.ofBoolean(ok), Variant.ofString(ok ? "done" : "E-STOP")};
  }

  /** From now on it goes this way, and nothing is done yet. */
  void begin(Way next) {
    nodes.set("Busy", false);
    done.set(0);
    calls.set(0);
    way = next;
  }

  /** How often it worked since it began. */
  int done() {
    return done.get();
  }

  /** How often it was called since it began. */
  int calls() {
    return calls.get();
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
            calls.incrementAndGet();
            running.incrementAndGet();
            try {
              return way.go(Deed.this::work);
            } finally {
              running.decrementAndGet();
            }
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
