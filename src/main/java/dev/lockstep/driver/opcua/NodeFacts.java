package dev.lockstep.driver.opcua;

import java.util.List;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.enumerated.NodeClass;

/**
 * What a server says of a node, apart from its value.
 *
 * @param node its node id
 * @param status Good where the node is there
 * @param nodeClass whether it is a variable or a method
 * @param dataType of a variable; null node id else
 * @param rank of a variable: -1 is a single value, 1 an array, others either or more
 * @param dimensions of an array: how many elements it holds, zero where that varies; may be empty
 * @param access what the node allows, bits of OPC 10000-3, 8.57
 * @param userAccess what the node allows this user
 * @param executable of a method: whether it can be called now
 * @param userExecutable of a method: whether this user may
 */
record NodeFacts(
    NodeId node,
    StatusCode status,
    NodeClass nodeClass,
    NodeId dataType,
    int rank,
    List<Long> dimensions,
    int access,
    int userAccess,
    boolean executable,
    boolean userExecutable) {
  private static final int READ = 1;
  private static final int WRITE = 2;

  NodeFacts {
    dimensions = List.copyOf(dimensions);
  }

  boolean readable() {
    return (access & READ) != 0;
  }

  boolean userReadable() {
    return (userAccess & READ) != 0;
  }

  boolean writable() {
    return (access & WRITE) != 0;
  }

  boolean userWritable() {
    return (userAccess & WRITE) != 0;
  }
}
