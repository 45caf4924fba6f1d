package dev.lockstep.catalog;

import dev.lockstep.device.Condition;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.OutputCondition;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Verification;
import dev.lockstep.device.Verification.Outputs.Otherwise;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reader of {@code verify}: what proves that a command was carried out. */
final class VerificationReader {
  static final Duration CONDITIONS_WITHIN = Duration.ofSeconds(10);
  private static final String REMEDY =
      "write read-back, acknowledged, { readBack: { within: 2s } },"
          + " { conditions: [ … ], within: 20s } or, for a method, { outputs: [ … ] }";
  private static final Map<String, Otherwise> OTHERWISE =
      Map.of("unknown", Otherwise.UNKNOWN, "notApplied", Otherwise.NOT_APPLIED);

  private final ResourceLookup resources;
  private final CommandShape shape;
  private final boolean armed;

  /**
   * @param armed whether the device is armed first, so that its own record is the proof
   */
  VerificationReader(ResourceLookup resources, CommandShape shape, boolean armed) {
    this.resources = resources;
    this.shape = shape;
    this.armed = armed;
  }

  Verification read(YamlNode node) {
    if (node.yaml() instanceof Yaml.Mapping) {
      return mapping(node);
    }
    Optional<String> word = node.text();
    if (word.isEmpty() || word.get().equals("acknowledged")) {
      warnOfOutputs(node);
      return new Verification.Acknowledged();
    }
    if (!word.get().equals("read-back")) {
      node.fault("found " + node.described(), REMEDY);
      return new Verification.Acknowledged();
    }
    checkReadable(node);
    return new Verification.ReadBack(Guarantees.READ_BACK_WITHIN, BigDecimal.ZERO);
  }

  private Verification mapping(YamlNode node) {
    node.onlyKeys(ProfileKeys.VERIFY);
    Optional<YamlNode> readBack = node.at("readBack");
    Optional<YamlNode> outputs = node.at("outputs");
    boolean others = node.at("conditions").isPresent() || outputs.isPresent();
    refuseFailedAlone(node);
    if (readBack.isPresent() == others) {
      node.fault("readBack, conditions or outputs is needed, and readBack alone", REMEDY);
      return new Verification.Acknowledged();
    }
    if (readBack.isPresent()) {
      return readBack(node, readBack.get());
    }
    if (outputs.isEmpty()) {
      warnOfOutputs(node);
      refuseOtherwise(node);
      return conditions(node);
    }
    if (shape.method().isEmpty()) {
      outputs.get().fault("only a method has outputs", "write readBack or conditions");
    } else if (armed) {
      outputs
          .get()
          .fault(
              "outputs do not apply to a device that is armed: its own record is the proof",
              "remove them");
    }
    return outputs.get().yaml() instanceof Yaml.Scalar
        ? withoutOutputs(node, outputs.get())
        : outputs(node);
  }

  /** Warns about a method whose outputs are not checked: they may report that nothing was done. */
  private void warnOfOutputs(YamlNode node) {
    if (!armed) {
      warnOfOutputs(node, shape);
    }
  }

  static void warnOfOutputs(YamlNode node, CommandShape shape) {
    if (shape.method().isPresent()) {
      node.warn(
          "the outputs of this method are not checked",
          "define them: verify: { outputs: [{ index: 0, equals: true }] }, or, if it has none:"
              + " { outputs: none }");
    }
  }

  private static void refuseOtherwise(YamlNode node) {
    node.at("otherwise")
        .ifPresent(each -> each.fault("otherwise applies only to outputs", "remove it"));
  }

  private static void refuseFailedAlone(YamlNode verify) {
    if (verify.at("conditions").isEmpty()) {
      verify
          .at("failed")
          .ifPresent(
              each ->
                  each.fault(
                      "failed applies only beside conditions, and there are none",
                      "write conditions that show the command as done, or remove it"));
    }
  }

  private Verification withoutOutputs(YamlNode verify, YamlNode outputs) {
    if (!outputs.text().equals(Optional.of("none"))) {
      outputs.fault("found " + outputs.described(), "write none, or a list of outputs");
    }
    refuseOtherwise(verify);
    if (verify.at("conditions").isPresent()) {
      return conditions(verify);
    }
    refuseWithin(verify);
    return new Verification.Acknowledged();
  }

  private static void refuseWithin(YamlNode verify) {
    verify
        .at("within")
        .ifPresent(
            each ->
                each.fault("within applies only to conditions, and there are none", "remove it"));
  }

  private Verification outputs(YamlNode verify) {
    YamlNode list = verify.at("outputs").orElseThrow();
    List<OutputCondition> expected = OutputReader.read(list);
    if (list.yaml() instanceof Yaml.Sequence sequence && sequence.items().isEmpty()) {
      list.fault("an empty list of outputs proves nothing", "write one or more, or none");
    }
    Otherwise otherwise =
        verify.at("otherwise").flatMap(each -> each.word(OTHERWISE)).orElse(Otherwise.UNKNOWN);
    if (verify.at("conditions").isEmpty()) {
      refuseWithin(verify);
      return new Verification.Outputs(
          expected, otherwise, new Verification.Conditions(List.of(), CONDITIONS_WITHIN));
    }
    return new Verification.Outputs(expected, otherwise, conditions(verify));
  }

  private Verification readBack(YamlNode verify, YamlNode readBack) {
    verify
        .at("within")
        .ifPresent(
            each -> each.fault("within is not a key beside readBack", "put it inside readBack"));
    if (readBack.mapping("write { within: 2s, tolerance: 0.5 }")) {
      readBack.onlyKeys(ProfileKeys.READ_BACK);
    }
    checkReadable(readBack);
    return new Verification.ReadBack(
        readBack.at("within").flatMap(YamlNode::duration).orElse(Guarantees.READ_BACK_WITHIN),
        RelationReader.tolerance(readBack.at("tolerance")));
  }

  private Verification.Conditions conditions(YamlNode verify) {
    YamlNode list = verify.at("conditions").orElseThrow();
    List<Condition> conditions = new ConditionReader(resources).read(list);
    if (list.yaml() instanceof Yaml.Sequence sequence && sequence.items().isEmpty()) {
      list.fault(
          "an empty list of conditions proves nothing", "write one or more, or acknowledged");
    }
    return new Verification.Conditions(
        conditions,
        verify.at("failed").map(each -> failed(each, conditions)).orElse(List.of()),
        verify.at("within").flatMap(YamlNode::duration).orElse(CONDITIONS_WITHIN));
  }

  private List<Condition> failed(YamlNode list, List<Condition> conditions) {
    List<Condition> failed = new ConditionReader(resources).read(list);
    if (list.yaml() instanceof Yaml.Sequence sequence && sequence.items().isEmpty()) {
      list.fault("an empty list of failed", "write one or more conditions, or remove it");
    }
    failed.stream()
        .filter(conditions::contains)
        .forEach(
            each ->
                list.fault(
                    each + " shows the command as done and as failed",
                    "remove it from conditions, or from failed"));
    return failed;
  }

  private void checkReadable(YamlNode node) {
    if (shape.method().isPresent()) {
      node.fault("a method has no value to read back", "write conditions, or acknowledged");
    }
    for (ResourceName each : shape.unreadable(resources)) {
      node.fault(
          each + " cannot be read back: it is write-only (W)", "write conditions, or acknowledged");
    }
  }
}
