package dev.lockstep.catalog;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A plan as it was read.
 *
 * @param name from its file; of a text {@code definition}
 * @param version the first 16 hexadecimal digits of SHA-256 over its bytes; empty where they could
 *     not be read
 * @param plan empty where it has faults
 * @param faults in the order of lines
 * @param warnings in the same order; they keep nothing from being played
 */
public record PlanReading(
    String name, String version, Optional<Plan> plan, List<Fault> faults, List<Fault> warnings) {
  /** The name of a plan that is no file. */
  public static final String DEFINITION = "definition";

  private static final int VERSION_OCTETS = 8;

  public PlanReading {
    faults = CatalogReader.sorted(faults);
    warnings = CatalogReader.sorted(warnings);
  }

  /** A plan that was given as text, in YAML or JSON. */
  public static PlanReading of(String definition, PlanLimits limits) {
    return read(DEFINITION, "", definition.getBytes(StandardCharsets.UTF_8), limits);
  }

  /**
   * A file.
   *
   * @param label the file, for faults
   * @param name of the plan; empty: it may have any
   */
  static PlanReading read(String label, String name, byte[] octets, PlanLimits limits) {
    Diagnostics diagnostics = new Diagnostics();
    Optional<Plan> plan =
        parsed(label, octets, limits, diagnostics)
            .map(yaml -> new YamlNode(yaml, "", diagnostics))
            .flatMap(top -> new PlanReader(limits, top).read(name));
    return new PlanReading(
        name.isEmpty() ? DEFINITION : name,
        version(octets),
        plan,
        diagnostics.faults(),
        diagnostics.warnings());
  }

  /** A plan that cannot even be read. */
  static PlanReading unreadable(String name, String file, String found, String remedy) {
    return new PlanReading(
        name, "", Optional.empty(), List.of(new Fault(file, 1, 1, "", found, remedy)), List.of());
  }

  private static Optional<Yaml> parsed(
      String label, byte[] octets, PlanLimits limits, Diagnostics diagnostics) {
    SourceLocation start = SourceLocation.start(label);
    if (octets.length > limits.fileBytesMax()) {
      diagnostics.fault(
          start, "", "larger than " + limits.fileBytesMax() + " octets", "split the plan");
      return Optional.empty();
    }
    String text = "";
    try {
      text = CatalogFiles.decoded(octets);
      Optional<Yaml> yaml = YamlText.parse(label, text, limits.yaml());
      if (yaml.isEmpty()) {
        diagnostics.fault(start, "", "an empty file", "write parameters and participants");
      }
      return yaml;
    } catch (CharacterCodingException e) {
      diagnostics.fault(start, "", "the file is not UTF-8", "save it as UTF-8");
    } catch (YamlText.MalformedYamlException e) {
      diagnostics.fault(e.location(), "", e.found(), remedy(e, text));
    }
    return Optional.empty();
  }

  /** Between { and } YAML takes the braces of a parameter for its own. */
  private static String remedy(YamlText.MalformedYamlException fault, String text) {
    boolean parameter =
        text.lines()
            .skip(Math.max(0, fault.location().line() - 1L))
            .findFirst()
            .filter(line -> line.contains("${"))
            .isPresent();
    return fault.remedy().isEmpty() && parameter
        ? "between { and } write a parameter in quotation marks: \"${NAME}\""
        : fault.remedy();
  }

  private static String version(byte[] octets) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(octets);
      return HexFormat.of().formatHex(digest, 0, VERSION_OCTETS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
