package dev.lockstep.catalog;

import dev.lockstep.device.CommandName;
import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Profile;
import dev.lockstep.device.ProfileName;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.ResourceName;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The catalog of all profiles and devices that were loaded without a fault. Immutable and
 * thread-safe; a reload makes a new one.
 */
public final class Catalog {
  private final SequencedMap<ProfileName, Profile> profiles;
  private final SequencedMap<DeviceName, Device> devices;
  private final Map<String, Machine> machines;
  private final String digest;
  private final LoadReport report;

  /**
   * A device with its loaded profile.
   *
   * @param locked whether no command may be sent to it (EdgeX {@code adminState: LOCKED})
   */
  record Machine(Device device, LoadedProfile profile, boolean locked) {
    /** Whether a request means the same at both. */
    boolean same(Machine other) {
      return device.equals(other.device) && locked == other.locked && profile.same(other.profile);
    }
  }

  Catalog(
      Map<String, LoadedProfile> profiles,
      Map<String, Machine> machines,
      String digest,
      LoadReport report) {
    SequencedMap<ProfileName, Profile> byName = new LinkedHashMap<>();
    profiles.values().forEach(each -> byName.put(each.profile().name(), each.profile()));
    SequencedMap<DeviceName, Device> listed = new LinkedHashMap<>();
    machines.values().forEach(each -> listed.put(each.device().name(), each.device()));
    this.profiles = Collections.unmodifiableSequencedMap(byName);
    this.devices = Collections.unmodifiableSequencedMap(listed);
    this.machines = new HashMap<>(machines);
    this.digest = digest;
    this.report = report;
  }

  /**
   * Reads profiles, device lists and sidecars: files named here, and every {@code *.yaml}, {@code
   * *.yml} and {@code *.json} below folders named here. Does not throw for the content of files:
   * their faults are in {@link #report()}.
   *
   * @param driver the drivers' check of devices
   */
  public static Catalog load(List<Path> paths, CatalogLimits limits, DriverCheck driver) {
    return new CatalogReader(limits, driver).read(paths);
  }

  /** The result of loading: a gateway that starts strictly examines its faults. */
  public LoadReport report() {
    return report;
  }

  /** SHA-256 of the files that it was read from, with their names, in hexadecimal. */
  public String digest() {
    return digest;
  }

  /** What a reload from this catalog to the next one changes. */
  public CatalogDifference differenceTo(Catalog next) {
    return CatalogDifference.of(machines, next.machines);
  }

  /** The profiles, in the order of their names. */
  public SequencedMap<ProfileName, Profile> profiles() {
    return profiles;
  }

  /** The devices, in the order of their names. */
  public SequencedMap<DeviceName, Device> devices() {
    return devices;
  }

  public Optional<Device> device(DeviceName name) {
    return Optional.ofNullable(devices.get(name));
  }

  /**
   * Resolves a request to act. A command is one of the profile's, or the name of a resource. A
   * command that can only read reads. A command that can write writes: a missing argument is filled
   * by the default of its {@code resourceOperations}, as in EdgeX, and is an objection where there
   * is none, even where all arguments are missing; such a request is never taken for a reading.
   *
   * @param arguments by the name of the resource, as parsed JSON: String, Boolean, BigDecimal (or
   *     another Number), List, Map of these, or null
   */
  public Resolution resolve(
      String device, String command, Map<String, ? extends @Nullable Object> arguments) {
    return resolve(device, command, (template, name) -> template.resolve(name, arguments));
  }

  /** Resolves a request for a reading: of a command, or of a resource by its name. */
  public Resolution reading(String device, String command) {
    return resolve(device, command, CommandTemplate::reading);
  }

  private Resolution resolve(
      String device, String command, BiFunction<CommandTemplate, DeviceName, Resolution> meaning) {
    Machine machine = machines.get(device);
    if (machine == null) {
      Reason reason = unknown(Code.UNKNOWN_DEVICE, "device", device, machines.keySet());
      Reason named = deviceName(device).map(reason::at).orElse(reason);
      return refused(commandName(command).map(named::during).orElse(named));
    }
    CommandTemplate template = machine.profile().templates().get(command);
    if (template != null && !machine.locked()) {
      return meaning.apply(template, machine.device().name());
    }
    Reason reason = refusal(machine, command).at(machine.device().name());
    return refused(commandName(command).map(reason::during).orElse(reason));
  }

  private static Reason refusal(Machine machine, String command) {
    if (machine.locked()) {
      return Reason.of(Code.UNSUPPORTED, "the device is LOCKED in its device list (adminState)");
    }
    Reason known = machine.profile().refusals().get(command);
    return known != null
        ? known
        : unknown(Code.UNKNOWN_COMMAND, "command", command, machine.profile().templates().keySet());
  }

  private static Reason unknown(Code code, String kind, String name, Collection<String> known) {
    String found = "no %s is named \"%s\"; ".formatted(kind, SpellingSuggestion.shortened(name));
    return Reason.of(code, found + SpellingSuggestion.hint(name, known));
  }

  private static Resolution refused(Reason reason) {
    return new Resolution.Refused(List.of(reason));
  }

  private static Optional<DeviceName> deviceName(String text) {
    return named(text, DeviceName::new);
  }

  private static Optional<CommandName> commandName(String text) {
    return named(text, CommandName::new);
  }

  /** The text as a resource name; empty where it cannot be one. */
  static Optional<ResourceName> resource(String text) {
    return named(text, ResourceName::new);
  }

  private static <T> Optional<T> named(String text, Function<String, T> constructor) {
    try {
      return Optional.of(constructor.apply(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
