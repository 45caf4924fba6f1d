package dev.lockstep.app.cli;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The installation that a command belongs to: where its gateway listens, by its configuration. Read
 * from the file and the environment alone, in the order in which the gateway takes them (options,
 * environment, file); a start of the whole configuration would take longer than the command.
 */
final class Installation {
  private static final String LOCATIONS = "quarkus.config.locations";
  private static final String HOST = "quarkus.http.host";
  private static final Pattern EXPRESSION = Pattern.compile("\\$\\{([^:}]+)(?::([^}]*))?}");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?(::1|0:0:0:0:0:0:0:1)]?");
  private static final List<String> ANY_ADDRESS = List.of("0.0.0.0", "::", "[::]");
  private static final int DEPTH_MAX = 8;

  private final Map<String, String> file;
  private final Map<String, String> environment;
  private final Function<String, Optional<String>> options;

  Installation(
      Map<String, String> file,
      Map<String, String> environment,
      Function<String, Optional<String>> options) {
    this.file = file;
    this.environment = environment;
    this.options = options;
  }

  /** That of this process. */
  static Installation here(Map<String, String> environment) {
    Function<String, Optional<String>> options =
        key -> Optional.ofNullable(System.getProperty(key));
    Map<String, String> file =
        options
            .apply(LOCATIONS)
            .flatMap(Installation::path)
            .map(Installation::read)
            .orElse(Map.of());
    return new Installation(file, environment, options);
  }

  private static Optional<Path> path(String location) {
    try {
      URI uri = URI.create(location.strip());
      return Optional.of("file".equals(uri.getScheme()) ? Path.of(uri) : Path.of(location));
    } catch (IllegalArgumentException several) {
      return Optional.empty();
    }
  }

  /** What cannot be read is left to the gateway to complain of. */
  private static Map<String, String> read(Path path) {
    Properties properties = new Properties();
    try (Reader text = Files.newBufferedReader(path)) {
      properties.load(text);
    } catch (IOException | IllegalArgumentException unreadable) {
      return Map.of();
    }
    Map<String, String> keys = new HashMap<>();
    properties.stringPropertyNames().forEach(key -> keys.put(key, properties.getProperty(key)));
    return keys;
  }

  /** The value of a key, where it is given anywhere. */
  Optional<String> value(String key) {
    return value(key, 0);
  }

  private Optional<String> value(String key, int depth) {
    String variable = key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    return options
        .apply(key)
        .or(() -> Optional.ofNullable(environment.get(variable)))
        .or(() -> Optional.ofNullable(file.get(key)))
        .map(text -> resolved(text, depth))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  private String resolved(String text, int depth) {
    if (depth >= DEPTH_MAX) {
      return text;
    }
    return EXPRESSION
        .matcher(text)
        .replaceAll(
            found -> {
              String usual = found.group(2) == null ? "" : found.group(2);
              return Matcher.quoteReplacement(value(found.group(1), depth + 1).orElse(usual));
            });
  }

  /** Where its gateway listens. */
  URI url() {
    String host = value(HOST).orElse("127.0.0.1");
    boolean loopback = LOOPBACK.matcher(host).matches();
    boolean plain = value("quarkus.http.insecure-requests").orElse("enabled").equals("enabled");
    boolean tls = hasCertificate() && (!plain || !loopback);
    String called = ANY_ADDRESS.contains(host) ? "127.0.0.1" : host;
    String literal = called.contains(":") && !called.startsWith("[") ? "[" + called + "]" : called;
    return tls
        ? URI.create("https://" + literal + ":" + value("quarkus.http.ssl-port").orElse("8443"))
        : URI.create("http://" + literal + ":" + value("quarkus.http.port").orElse("8080"));
  }

  private String bucket() {
    return value("quarkus.http.tls-configuration-name")
        .map(name -> "quarkus.tls." + name + ".key-store.")
        .orElse("quarkus.tls.key-store.");
  }

  private boolean hasCertificate() {
    return Stream.of("pem.0.cert", "p12.path", "jks.path")
        .anyMatch(key -> value(bucket() + key).isPresent());
  }

  /** The gateway's own certificate (PEM), where this installation has it. */
  Optional<Path> certificate() {
    return value(bucket() + "pem.0.cert").map(this::resolved).filter(Files::isReadable);
  }

  private Path resolved(String path) {
    return value("lockstep.home").map(home -> Path.of(home).resolve(path)).orElse(Path.of(path));
  }
}
