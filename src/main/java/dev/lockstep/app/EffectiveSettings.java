package dev.lockstep.app;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The settings that are in force, for people elsewhere: each key with its value, secrets without.
 */
final class EffectiveSettings {
  private static final Pattern OURS =
      Pattern.compile("(lockstep|quarkus|kafka|mp\\.messaging)\\..*");
  private static final Pattern PASSWORD_FILE = Pattern.compile(".*(password|secret|headers)-file");

  /** What is secret inside a secret: of a JAAS line, of a header. */
  private static final List<Pattern> INSIDE =
      List.of(
          Pattern.compile("(?i)(?:password|secret|token)[\\w.]*\\s*=\\s*[\"']?([^\"';\\s]+)"),
          Pattern.compile("^[A-Za-z][\\w-]*:\\s*(\\S.*)$"),
          Pattern.compile("(?i)\\b(?:bearer|basic)\\s+(\\S+)"));

  private static final String SECRETS_FOLDER = "lockstep.secrets.folder";
  private static final String PASSWORD_VARIABLE = "LOCKSTEP_PASSWORD";
  private static final int SECRET_FILE_BYTES_MAX = 64 * 1024;

  private final SmallRyeConfig config;
  private final Map<String, String> environment;

  EffectiveSettings(SmallRyeConfig config, Map<String, String> environment) {
    this.config = config;
    this.environment = environment;
  }

  /** Lines {@code key=value # source}, in the order of keys. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (String key : keys()) {
      Optional<ConfigValue> value = value(key);
      String shown =
          SecretRedaction.isSecret(key)
              ? SecretRedaction.MASK
              : value.map(ConfigValue::getValue).orElse("");
      String source = value.map(ConfigValue::getConfigSourceName).orElse("");
      text.append(key).append('=').append(shown).append("  # ").append(source).append('\n');
    }
    return text.toString();
  }

  /** The values that must not leave the plant, from keys, variables and files. */
  Set<String> secrets() {
    Set<String> secrets = new HashSet<>();
    for (String key : keys()) {
      String value = value(key).map(ConfigValue::getValue).orElse("");
      if (SecretRedaction.isSecret(key)) {
        value(key)
            .filter(EffectiveSettings::isChosen)
            .ifPresent(found -> secrets.addAll(parts(found.getValue())));
      } else if (PASSWORD_FILE.matcher(key).matches()) {
        read(Path.of(value)).ifPresent(text -> secrets.addAll(parts(text)));
      } else if (key.equals(SECRETS_FOLDER)) {
        secrets.addAll(folder(Path.of(value)));
      }
    }
    environment.forEach(
        (name, value) -> {
          boolean ours =
              name.startsWith("LOCKSTEP_")
                  || name.startsWith("QUARKUS_")
                  || name.startsWith("KAFKA_");
          if (name.startsWith(PASSWORD_VARIABLE)
              || (ours && SecretRedaction.isSecretVariable(name))) {
            secrets.addAll(parts(value));
          }
        });
    secrets.remove("");
    return secrets;
  }

  /** The whole, each of its lines, and what stands in them behind a name: all may be repeated. */
  private static Set<String> parts(String secret) {
    Set<String> parts = new HashSet<>(Set.of(secret));
    for (String line : secret.lines().map(String::strip).toList()) {
      parts.add(line);
      for (Pattern each : INSIDE) {
        each.matcher(line).results().map(found -> found.group(1)).forEach(parts::add);
      }
    }
    parts.removeIf(part -> Set.of("true", "false").contains(part));
    return parts;
  }

  /**
   * Whether it can be a secret, and is no default and no switch, such as those of {@code
   * quarkus.oidc.token-state-manager}: their words would be taken out of everything.
   */
  private static boolean isChosen(ConfigValue value) {
    return value.getConfigSourceOrdinal() >= 0
        && !Set.of("true", "false").contains(value.getValue());
  }

  private Set<String> keys() {
    Set<String> keys = new TreeSet<>();
    config.getPropertyNames().forEach(keys::add);
    keys.removeIf(key -> !OURS.matcher(key).matches());
    return keys;
  }

  private Optional<ConfigValue> value(String key) {
    try {
      return Optional.of(config.getConfigValue(key)).filter(found -> found.getValue() != null);
    } catch (NoSuchElementException | IllegalArgumentException unresolved) {
      return Optional.empty();
    }
  }

  private static Set<String> folder(Path folder) {
    Set<String> found = new HashSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(each -> each.toString().endsWith(".password"))
          .forEach(each -> read(each).ifPresent(text -> found.addAll(parts(text))));
    } catch (IOException unreadable) {
      return found; // what this process cannot read it cannot tell either
    }
    return found;
  }

  private static Optional<String> read(Path file) {
    try {
      return Files.isRegularFile(file) && Files.size(file) <= SECRET_FILE_BYTES_MAX
          ? Optional.of(Files.readString(file).strip())
          : Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** Where the log is kept as a file; empty where it is not. */
  Optional<Path> logFile() {
    boolean kept =
        Stream.of("quarkus.log.file.enabled", "quarkus.log.file.enable")
            .anyMatch(
                key -> value(key).map(found -> found.getValue().equals("true")).orElse(false));
    return kept
        ? Optional.of(
            value("quarkus.log.file.path")
                .map(found -> Path.of(found.getValue()))
                .orElse(Path.of("quarkus.log")))
        : Optional.empty();
  }

  /** Facts about the process. */
  static Map<String, Object> process() {
    Runtime runtime = Runtime.getRuntime();
    Map<String, Object> facts = new TreeMap<>();
    facts.put("java", System.getProperty("java.vm.version", ""));
    facts.put("vm", System.getProperty("java.vm.name", ""));
    facts.put("os", System.getProperty("os.name", "") + " " + System.getProperty("os.version", ""));
    facts.put("architecture", System.getProperty("os.arch", ""));
    facts.put("processors", runtime.availableProcessors());
    facts.put("heapUsedBytes", runtime.totalMemory() - runtime.freeMemory());
    facts.put("heapMaxBytes", runtime.maxMemory());
    return facts;
  }
}
