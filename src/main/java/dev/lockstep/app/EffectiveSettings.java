package dev.lockstep.app;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
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
  private static final Pattern PASSWORD_FILE = Pattern.compile(".*(password|secret)-file");
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
            .ifPresent(found -> secrets.add(found.getValue()));
      } else if (PASSWORD_FILE.matcher(key).matches()) {
        read(Path.of(value)).ifPresent(secrets::add);
      } else if (key.equals(SECRETS_FOLDER)) {
        secrets.addAll(folder(Path.of(value)));
      }
    }
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(PASSWORD_VARIABLE)) {
            secrets.add(value);
          }
        });
    secrets.remove("");
    return secrets;
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
          .forEach(each -> read(each).ifPresent(found::add));
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
