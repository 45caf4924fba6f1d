package dev.lockstep.app.tracing;

import dev.lockstep.device.Device;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.driver.DeviceLink;
import io.opentelemetry.api.trace.SpanBuilder;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a device is, as spans tell it: protocol, address, and over MQTT the topic. Known from the
 * files; the network is not asked.
 */
final class DevicePlace {
  private static final String MQTT = "mqtt";

  private final Device device;
  private final DeviceLink link;
  private final String protocol;
  private volatile Optional<URI> server = Optional.empty();

  DevicePlace(Device device, DeviceLink link) {
    this.device = device;
    this.link = link;
    this.protocol =
        device.protocols().keySet().stream()
            .map(each -> each.toLowerCase(Locale.ROOT))
            .sorted()
            .findFirst()
            .orElse("");
  }

  String name() {
    return device.name().value();
  }

  /**
   * Describes a request to it.
   *
   * @param about the resources that it is about; none where it is an order's
   * @param sends whether a message is published, where it is a broker's
   */
  void describe(SpanBuilder span, List<ResourceName> about, boolean sends) {
    span.setAttribute(SpanAttributes.DEVICE, name());
    span.setAttribute(SpanAttributes.PROTOCOL, protocol);
    server()
        .ifPresent(
            each -> {
              span.setAttribute(SpanAttributes.SERVER, each.getHost());
              span.setAttribute(SpanAttributes.PORT, (long) each.getPort());
            });
    if (protocol.equals(MQTT)) {
      span.setAttribute(SpanAttributes.MESSAGING, MQTT);
      span.setAttribute(SpanAttributes.MESSAGING_KIND, sends ? "send" : "receive");
      about.stream()
          .flatMap(each -> link.targets(each).stream())
          .findFirst()
          .ifPresent(topic -> span.setAttribute(SpanAttributes.DESTINATION, topic.point()));
    }
  }

  private Optional<URI> server() {
    if (server.isEmpty()) {
      server =
          device.profile().resources().keySet().stream()
              .flatMap(each -> link.targets(each).stream())
              .map(Target::server)
              .flatMap(each -> address(each).stream())
              .findFirst();
    }
    return server;
  }

  private static Optional<URI> address(String text) {
    try {
      return Optional.of(new URI(text)).filter(each -> each.getHost() != null);
    } catch (URISyntaxException foreign) {
      return Optional.empty();
    }
  }
}
