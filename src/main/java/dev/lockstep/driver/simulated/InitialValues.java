package dev.lockstep.driver.simulated;

import dev.lockstep.device.Device;
import dev.lockstep.device.Resource;
import dev.lockstep.device.Resource.Limits;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The initial values of a simulated device. */
final class InitialValues {
  private InitialValues() {}

  static Map<ResourceName, Value> of(Device device) {
    Map<String, String> given = device.protocols().getOrDefault("simulated", Map.of());
    Map<ResourceName, Value> values = new HashMap<>();
    for (Resource resource : device.profile().resources().values()) {
      Optional<Value> wanted =
          Optional.ofNullable(given.get(resource.name().value()))
              .flatMap(text -> parse(resource, text));
      values.put(resource.name(), wanted.orElseGet(() -> neutral(resource)));
    }
    return values;
  }

  /** The value of a text, for scalars; empty where it does not fit the resource. */
  static Optional<Value> parse(Resource resource, String text) {
    Optional<Value> value =
        switch (resource.type().kind()) {
          case FLAG ->
              text.equals("true") || text.equals("false")
                  ? Optional.of(new Value.Flag(text.equals("true")))
                  : Optional.empty();
          case TEXT -> Optional.of(new Value.Text(text));
          case WHOLE, REAL -> number(text);
          case BINARY, STRUCTURE, LISTING -> Optional.empty();
        };
    return value.filter(each -> resource.misfit(each).isEmpty());
  }

  private static Optional<Value> number(String text) {
    try {
      return Optional.of(Value.Numeric.of(text.strip()));
    } catch (NumberFormatException malformed) {
      return Optional.empty();
    }
  }

  private static Value neutral(Resource resource) {
    return switch (resource.type().kind()) {
      case FLAG -> new Value.Flag(false);
      case TEXT -> new Value.Text("");
      case BINARY -> new Value.Octets("");
      case STRUCTURE -> new Value.Structure(new LinkedHashMap<>());
      case LISTING -> new Value.Listing(List.of());
      case WHOLE, REAL -> new Value.Numeric(nearestToZero(resource.limits()));
    };
  }

  private static BigDecimal nearestToZero(Limits limits) {
    BigDecimal least = limits.minimum().map(BigDecimal.ZERO::max).orElse(BigDecimal.ZERO);
    return limits.maximum().map(least::min).orElse(least);
  }
}
