package dev.lockstep.driver.opcua;

import dev.lockstep.device.Device;
import dev.lockstep.device.IndexRange;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.jspecify.annotations.Nullable;

/** Resolves the names of a device's resources to node ids of its server. Thread-safe. */
final class NodeResolver {
  private final Device device;

  /** The profile's node addresses, by resource and attribute; a profile does not change. */
  private final Map<Address, NodeAddress> addresses = new ConcurrentHashMap<>();

  NodeResolver(Device device) {
    this.device = device;
  }

  Device device() {
    return device;
  }

  private record Address(ResourceName resource, String attribute) {}

  /**
   * A resource and its node in this session.
   *
   * @param range of the node's value; empty for the whole value
   */
  record Located(Resource resource, NodeId node, Optional<IndexRange> range) {
    ReadValueId value() {
      return new ReadValueId(node, AttributeId.Value.uid(), text(), QualifiedName.NULL_VALUE);
    }

    /** The range as a service takes it; null for none. */
    @Nullable String text() {
      return range.map(IndexRange::toString).orElse(null);
    }

    DataTypeCache.Variable variable() {
      int dimensions = range.map(each -> each.intervals().size()).orElse(0);
      return new DataTypeCache.Variable(node, resource.type(), dimensions);
    }
  }

  /** Why a resource has no node here. */
  static final class UnlocatedException extends OpcUaFailureException {
    private static final long serialVersionUID = 1L;

    private final Code code;

    UnlocatedException(Code code, String message) {
      super(message);
      this.code = code;
    }

    Code code() {
      return code;
    }

    Reason reason(Device device, ResourceName name) {
      return Reason.of(code, detail()).at(device.name()).on(name);
    }
  }

  Resource named(ResourceName name) throws UnlocatedException {
    return device
        .profile()
        .resource(name)
        .orElseThrow(() -> new UnlocatedException(Code.UNSUPPORTED, name + " is no resource"));
  }

  Located variable(ResourceName name, ActiveSession session) throws UnlocatedException {
    Resource resource = named(name);
    try {
      Optional<IndexRange> range = NodePart.of(resource);
      return new Located(resource, node(resource, "nodeId", session), range);
    } catch (NodeAddress.MalformedException malformed) {
      throw new UnlocatedException(Code.UNSUPPORTED, malformed.detail());
    }
  }

  NodeId node(Resource resource, String attribute, ActiveSession session)
      throws UnlocatedException {
    try {
      NodeAddress address = address(resource, attribute);
      String fault = "the server does not know the namespace of %s";
      return address
          .in(session.namespaces())
          .orElseThrow(
              () -> new UnlocatedException(Code.UNREADABLE, fault.formatted(address.text())));
    } catch (NodeAddress.MalformedException malformed) {
      throw new UnlocatedException(Code.UNSUPPORTED, malformed.detail());
    }
  }

  private NodeAddress address(Resource resource, String attribute)
      throws NodeAddress.MalformedException {
    Address key = new Address(resource.name(), attribute);
    NodeAddress known = addresses.get(key);
    if (known == null) {
      known = NodeAddress.of(resource, attribute);
      addresses.put(key, known);
    }
    return known;
  }

  Reason reason(Code code, ResourceName name, String detail) {
    return Reason.of(code, detail).at(device.name()).on(name);
  }

  /** One reason for each fault: a structure may have several. */
  List<Reason> reasons(MisfitException misfit, ResourceName name) {
    return misfit.faults().stream().map(each -> reason(each.code(), name, each.detail())).toList();
  }
}
