package dev.lockstep.driver.opcua;

import dev.lockstep.device.Device;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.driver.ServerAddress;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.milo.opcua.stack.core.NamespaceTable;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that a device's resources write and the methods that they call, as addresses that can
 * be compared (promise P7). A node that a profile names by index has its namespace URI only in a
 * session (OPC 10000-3, 8.2.2): until then its index stands for it. A method is the pair of object
 * and method, because one method of a type serves every object of it. Of a node that is written in
 * part, its elements. Thread-safe.
 */
final class NodeTargets {
  private static final String SCHEME = "opc.tcp";

  /** Registered with IANA; OPC 10000-6, 7.2. */
  private static final int PORT = 4840;

  private final Device device;
  private final String server;
  private volatile @Nullable Peer peer;

  /** The translated node id of each resource, looked up once. */
  private record Peer(SecureChannelConnection connection, String server) {}

  NodeTargets(Device device) {
    this.device = device;
    this.server = server(device).orElse(SCHEME + "://unknown");
  }

  /**
   * The address of a device's server. Without the path of its URL: what listens at one port is one
   * server.
   */
  static Optional<String> server(Device device) {
    Map<String, String> keys = OpcUaAddress.keys(device);
    try {
      URI uri = new URI(keys.getOrDefault("Endpoint", ""));
      return Optional.ofNullable(uri.getHost())
          .map(host -> ServerAddress.of(SCHEME, host, uri.getPort() < 0 ? PORT : uri.getPort()));
    } catch (URISyntaxException malformed) {
      return Optional.empty();
    }
  }

  /** What can be written or called, as far as the files say. */
  static Map<ResourceName, Set<Target>> of(Device device) {
    NodeTargets targets = new NodeTargets(device);
    Map<ResourceName, Set<Target>> all = new HashMap<>();
    for (Resource resource : device.profile().resources().values()) {
      if (resource.access().writable() || NodeAddress.isMethod(resource)) {
        Set<Target> found = targets.of(resource.name(), Optional.empty());
        if (!found.isEmpty()) {
          all.put(resource.name(), found);
        }
      }
    }
    return all;
  }

  /** Every address that is known of what a resource writes or calls; of an input none. */
  Set<Target> of(ResourceName name, Optional<ActiveSession> session) {
    Set<Target> targets = new LinkedHashSet<>();
    device
        .profile()
        .resource(name)
        .ifPresent(
            resource -> {
              point(resource, Optional.empty())
                  .ifPresent(point -> targets.add(new Target(server, point, part(resource))));
              session.ifPresent(on -> add(resource, on, targets));
            });
    return targets;
  }

  /** Every address that is known of a node. */
  Set<Target> of(NodeAddress node, Optional<ActiveSession> session) {
    Set<Target> targets = new LinkedHashSet<>();
    targets.add(new Target(server, node.spelled(Optional.empty())));
    session.ifPresent(
        on ->
            add(node.spelled(Optional.of(on.namespaces())), new Target.Part.Whole(), on, targets));
    return targets;
  }

  private void add(Resource resource, ActiveSession session, Set<Target> targets) {
    Optional<String> point = point(resource, Optional.of(session.namespaces()));
    point.ifPresent(each -> add(each, part(resource), session, targets));
  }

  private void add(String point, Target.Part part, ActiveSession session, Set<Target> targets) {
    targets.add(new Target(server, point, part));
    targets.add(new Target(peer(session.connection()), point, part));
  }

  private String peer(SecureChannelConnection connection) {
    Peer known = peer;
    if (known == null || known.connection() != connection) {
      known =
          connection.socket().map(Channel::remoteAddress).orElse(null)
                  instanceof InetSocketAddress address
              ? new Peer(connection, ServerAddress.of(SCHEME, address))
              : new Peer(connection, server);
      peer = known;
    }
    return known.server();
  }

  private static Target.Part part(Resource resource) {
    try {
      return NodePart.of(resource)
          .<Target.Part>map(Target.Part.Elements::new)
          .orElseGet(Target.Part.Whole::new);
    } catch (NodeAddress.MalformedException malformed) {
      return new Target.Part.Whole(); // a fault, which AddressFaults tells
    }
  }

  private static Optional<String> point(Resource resource, Optional<NamespaceTable> namespaces) {
    try {
      return NodeAddress.isMethod(resource)
          ? Optional.of(
              NodeAddress.of(resource, "objectId").spelled(namespaces)
                  + " calls "
                  + NodeAddress.of(resource, "methodId").spelled(namespaces))
          : Optional.of(NodeAddress.of(resource, "nodeId").spelled(namespaces));
    } catch (NodeAddress.MalformedException none) {
      return Optional.empty(); // an input of a method; or a fault, which Faults tells
    }
  }
}
