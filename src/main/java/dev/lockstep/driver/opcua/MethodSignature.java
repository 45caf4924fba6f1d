package dev.lockstep.driver.opcua;

import dev.lockstep.device.OutputCondition;
import dev.lockstep.device.OutputCondition.Output;
import dev.lockstep.device.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.UaSerializationException;
import org.eclipse.milo.opcua.stack.core.encoding.DefaultEncodingContext;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.structured.Argument;

/**
 * What a method takes and what it answers: its properties InputArguments and OutputArguments (OPC
 * 10000-3, 5.7).
 */
record MethodSignature(List<Argument> inputs, List<Argument> outputs) {
  static final MethodSignature NONE = new MethodSignature(List.of(), List.of());

  MethodSignature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  static List<Argument> decoded(DataValue read) throws UnansweredException {
    List<Argument> arguments = new ArrayList<>();
    try {
      if (read.getValue().value() instanceof ExtensionObject[] objects) {
        for (ExtensionObject each : objects) {
          if (each.decode(DefaultEncodingContext.INSTANCE) instanceof Argument argument) {
            arguments.add(argument);
          }
        }
      }
      return arguments;
    } catch (UaSerializationException broken) {
      throw new UnansweredException("the method's arguments cannot be decoded");
    }
  }

  List<String> outputNames() {
    return outputs.stream().map(each -> Objects.requireNonNullElse(each.getName(), "")).toList();
  }

  /** Why the method can never answer so; empty where it can. */
  Optional<String> misfit(OutputCondition expected) {
    Optional<Argument> output = output(expected.output());
    if (output.isEmpty()) {
      return Optional.of(
          "the method has no %s; it answers %s"
              .formatted(expected.output(), outputs.isEmpty() ? "nothing" : outputNames()));
    }
    NodeId dataType = output.get().getDataType();
    boolean single = output.get().getValueRank() == -1;
    boolean standard = dataType.getNamespaceIndex().intValue() == 0;
    OpcUaDataType type = standard && single ? OpcUaDataType.fromNodeId(dataType) : null;
    return type == null || expected.operands().stream().allMatch(each -> fits(each, type))
        ? Optional.empty()
        : Optional.of(
            "%s is of type %s, so that it can never be as the profile wants it: %s"
                .formatted(expected.output(), type, expected));
  }

  private Optional<Argument> output(Output output) {
    int place =
        switch (output) {
          case Output.At at -> at.index();
          case Output.Named named -> outputNames().indexOf(named.name());
        };
    return place >= 0 && place < outputs.size()
        ? Optional.of(outputs.get(place))
        : Optional.empty();
  }

  /** Whether a value of the type can be of the operand's kind at all. */
  private static boolean fits(Value operand, OpcUaDataType type) {
    return switch (type) {
      case Boolean -> operand instanceof Value.Flag;
      case SByte, Byte, Int16, UInt16, Int32, UInt32, Int64, UInt64, Float, Double ->
          operand instanceof Value.Numeric;
      case String, LocalizedText, DateTime, Guid, StatusCode -> operand instanceof Value.Text;
      case XmlElement, NodeId, ExpandedNodeId, QualifiedName -> operand instanceof Value.Text;
      case ByteString -> operand instanceof Value.Octets || operand instanceof Value.Text;
      case ExtensionObject -> operand instanceof Value.Structure;
      case Variant -> true;
      case DataValue, DiagnosticInfo -> false;
    };
  }
}
