package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseDirection;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseResultMask;
import org.eclipse.milo.opcua.stack.core.types.structured.Argument;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.eclipse.milo.opcua.stack.core.types.structured.ReferenceDescription;

/** Reads signatures of methods. */
final class MethodSignatureReader {
  private static final String INPUTS = "InputArguments";
  private static final String OUTPUTS = "OutputArguments";

  private final AttributeReader reads;

  MethodSignatureReader(AttributeReader reads) {
    this.reads = reads;
  }

  /** What the method says of itself; empty lists where it says nothing. */
  MethodSignature of(ActiveSession session, NodeId method, Deadline deadline)
      throws UnansweredException {
    BrowseDescription properties =
        new BrowseDescription(
            method,
            BrowseDirection.Forward,
            NodeIds.HasProperty,
            true,
            Unsigned.uint(0),
            Unsigned.uint(BrowseResultMask.BrowseName.getValue()));
    List<String> names = new ArrayList<>();
    List<ReadValueId> values = new ArrayList<>();
    for (ReferenceDescription property : DataTypeHierarchy.browse(session, properties, deadline)) {
      String name = property.getBrowseName().name();
      if (INPUTS.equals(name) || OUTPUTS.equals(name)) {
        NodeId node = property.getNodeId().toNodeId(session.namespaces()).orElse(NodeId.NULL_VALUE);
        names.add(name);
        values.add(AttributeReader.attribute(node, AttributeId.Value));
      }
    }
    MethodSignature signature = MethodSignature.NONE;
    List<DataValue> read = values.isEmpty() ? List.of() : reads.values(session, values, deadline);
    for (int each = 0; each < read.size(); each++) {
      List<Argument> arguments = MethodSignature.decoded(read.get(each));
      signature =
          INPUTS.equals(names.get(each))
              ? new MethodSignature(arguments, signature.outputs())
              : new MethodSignature(signature.inputs(), arguments);
    }
    return signature;
  }
}
