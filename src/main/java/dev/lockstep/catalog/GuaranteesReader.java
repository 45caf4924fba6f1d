package dev.lockstep.catalog;

import dev.lockstep.device.Condition;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Repeat;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Undo;
import dev.lockstep.device.Verification;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reader of the guarantees of a command: {@code tags.lockstep}, or the same in a sidecar. */
final class GuaranteesReader {
  private static final Map<String, Repeat> REPEATS =
      Map.of("idempotent", Repeat.IDEMPOTENT, "testable", Repeat.TESTABLE, "once", Repeat.ONCE);
  private static final Map<String, Undo> UNDOS =
      Map.of("none", Undo.NONE, "restore-if-unchanged", Undo.RESTORE_IF_UNCHANGED);

  private final ResourceLookup resources;
  private final CommandShape shape;

  GuaranteesReader(ResourceLookup resources, CommandShape shape) {
    this.resources = resources;
    this.shape = shape;
  }

  /** The guarantees of a command that states none. */
  Guarantees defaults() {
    if (shape.method().isPresent()) {
      return Guarantees.OF_METHODS;
    }
    return shape.unreadable(resources).isEmpty()
        ? Guarantees.OF_WRITES
        : verifiedBy(Guarantees.OF_WRITES, new Verification.Acknowledged());
  }

  Guarantees read(YamlNode node) {
    if (!node.mapping("write requires, prepare, verify …")) {
      return defaults();
    }
    node.onlyKeys(ProfileKeys.LOCKSTEP);
    if (!shape.access().writable() && shape.method().isEmpty()) {
      return ofReading(node);
    }
    Preparation preparation =
        node.at("prepare")
            .map(new PreparationReader(resources, shape.method().isPresent())::read)
            .orElse(new Preparation.None());
    boolean wholeDevice =
        node.at("reserves").map(this::wholeDevice).orElse(defaults().wholeDevice());
    return new Guarantees(
        requires(node),
        preparation,
        reserves(node, preparation),
        wholeDevice,
        staleAfter(node),
        verification(node, preparation),
        repeat(node, preparation),
        undo(node));
  }

  /** The guarantees of a command that only reads: {@code requires} alone. */
  private Guarantees ofReading(YamlNode node) {
    for (String key :
        List.of("prepare", "reserves", "staleAfter", "steps", "verify", "repeat", "undo")) {
      node.at(key)
          .ifPresent(
              each ->
                  each.fault(key + " does not apply to a command that only reads", "remove it"));
    }
    return requiring(reading(), requires(node));
  }

  /** The guarantees of a reading. */
  static Guarantees reading() {
    return verifiedBy(Guarantees.OF_WRITES, new Verification.Acknowledged());
  }

  static Guarantees verifiedBy(Guarantees from, Verification verification) {
    return new Guarantees(
        from.requires(),
        from.preparation(),
        from.reserves(),
        from.wholeDevice(),
        from.staleAfter(),
        verification,
        from.repeat(),
        from.undo());
  }

  private static Guarantees requiring(Guarantees from, List<Condition> requires) {
    return new Guarantees(
        requires,
        from.preparation(),
        from.reserves(),
        from.wholeDevice(),
        from.staleAfter(),
        from.verification(),
        from.repeat(),
        from.undo());
  }

  private List<Condition> requires(YamlNode node) {
    return node.at("requires").map(new ConditionReader(resources)::read).orElse(List.of());
  }

  private boolean wholeDevice(YamlNode node) {
    return node.yaml() instanceof Yaml.Scalar;
  }

  private Set<ResourceName> reserves(YamlNode node, Preparation preparation) {
    Set<ResourceName> reserved = new HashSet<>();
    // Two simultaneous handshakes with one PLC would overwrite each other's ids.
    if (preparation instanceof Preparation.Handshake handshake) {
      reserved.addAll(List.of(handshake.commandId(), handshake.commitId(), handshake.abortId()));
      checkStaging(node, handshake);
    }
    Optional<YamlNode> named = node.at("reserves");
    if (named.isEmpty()) {
      return reserved;
    }
    if (named.get().yaml() instanceof Yaml.Scalar scalar) {
      if (!scalar.text().equals("device")) {
        named
            .get()
            .fault("found " + named.get().described(), "write device, or a list of resources");
      }
      return reserved;
    }
    for (YamlNode each : named.get().items("write device, or a list of resources")) {
      resources.named(each).ifPresent(known -> reserved.add(known.resource().name()));
    }
    return reserved;
  }

  private void checkStaging(YamlNode node, Preparation.Handshake handshake) {
    for (ResourceName each :
        List.of(handshake.commandId(), handshake.commitId(), handshake.abortId())) {
      if (shape.written().contains(each)) {
        node.fault(
            each + " is both staged by the command and a node of the handshake",
            "leave it out of resourceOperations");
      }
    }
  }

  private static Duration staleAfter(YamlNode node) {
    Optional<YamlNode> found = node.at("staleAfter");
    if (found.isPresent()
        && found.get().yaml() instanceof Yaml.Scalar scalar
        && scalar.text().equals("never")) {
      return Guarantees.NEVER_STALE;
    }
    return found.flatMap(YamlNode::duration).orElse(Guarantees.STALE_AFTER);
  }

  private Repeat repeat(YamlNode node, Preparation preparation) {
    Optional<YamlNode> found = node.at("repeat");
    Optional<Repeat> repeat = found.flatMap(each -> each.word(REPEATS));
    if (repeat.isPresent() && repeat.get() == Repeat.TESTABLE && !preparation.records()) {
      found
          .get()
          .warn(
              "testable, but without a pattern of prepare the device cannot be asked: an unknown"
                  + " result stays unknown",
              "choose a pattern, or idempotent or once");
    }
    return repeat.orElse(preparation.records() ? Repeat.TESTABLE : defaults().repeat());
  }

  private Undo undo(YamlNode node) {
    Optional<YamlNode> found = node.at("undo");
    Undo undo = found.flatMap(each -> each.word(UNDOS)).orElse(Undo.NONE);
    if (undo == Undo.RESTORE_IF_UNCHANGED && shape.method().isPresent()) {
      found.get().fault("a method call leaves nothing to restore", "write undo: none");
    }
    return undo;
  }

  private Verification verification(YamlNode node, Preparation preparation) {
    Optional<YamlNode> found = node.at("verify");
    if (found.isPresent()) {
      return new VerificationReader(resources, shape, preparation.records()).read(found.get());
    }
    // The device's record of the command id proves more than a value.
    return preparation.records() ? new Verification.Acknowledged() : defaults().verification();
  }
}
