package dev.lockstep.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.coordinator.CoordinatorSettings;
import dev.lockstep.driver.mqtt.MqttSettings;
import dev.lockstep.driver.opcua.OpcUaSettings;
import dev.lockstep.participant.ParticipantSettings;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What operators read in {@code conf/application.properties}, held against the keys and defaults
 * that the gateway has.
 */
class ShippedKeysTest {
  private static final Path SHOWN = Path.of("src/main/distribution/conf/application.properties");
  private static final Path BUILT_IN = Path.of("src/main/resources/application.properties");

  /** A key at the beginning of a line, commented out or not; prose has no {@code =}. */
  private static final Pattern LINE =
      Pattern.compile("^#?((?:lockstep|quarkus)[a-z0-9.-]*)=(.*)$", Pattern.MULTILINE);

  /** Relative paths lie below the folder of the distribution. */
  private static final String HOME = "${lockstep.home:.}/";

  /** Set by {@code bin/lockstep}, not by people. */
  private static final String NOT_SHOWN = "lockstep.home";

  private final Map<String, Optional<String>> keys = keys(GatewayConfig.class, "lockstep");

  /** Each key with its default, where it has one. */
  private static Map<String, Optional<String>> keys(Class<?> mapping, String root) {
    Map<String, Optional<String>> keys = new TreeMap<>();
    Arrays.stream(mapping.getMethods())
        .forEach(
            key -> {
              String words = key.getName().replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
              String name = root + "." + words;
              if (key.getReturnType().getPackageName().startsWith("dev.lockstep.")) {
                keys.putAll(keys(key.getReturnType(), name));
              } else {
                keys.put(
                    name,
                    Optional.ofNullable(key.getAnnotation(WithDefault.class))
                        .map(WithDefault::value));
              }
            });
    return keys;
  }

  /** Fails where one is shown twice. */
  private static Map<String, String> shown(String root) throws IOException {
    return LINE.matcher(Files.readString(SHOWN))
        .results()
        .filter(line -> line.group(1).startsWith(root))
        .collect(Collectors.toMap(line -> line.group(1), (MatchResult line) -> line.group(2)));
  }

  @Test
  void everyKeyIsShownOnceAndNoOther() throws IOException {
    keys.remove(NOT_SHOWN);

    assertThat(keys).hasSizeGreaterThan(100);
    assertThat(shown("lockstep").keySet()).isEqualTo(keys.keySet());
  }

  @Test
  void everyDefaultIsShownAsItIs() throws IOException {
    Map<String, String> shown = shown("lockstep");

    assertThat(keys)
        .allSatisfy(
            (key, usual) ->
                usual.ifPresent(
                    value -> assertThat(shown.get(key)).as(key).isIn(value, HOME + value)));
  }

  @Test
  void everyDefaultThatLockstepSetsForQuarkusIsShownAsItIs() throws IOException {
    Properties builtIn = new Properties();
    builtIn.load(Files.newBufferedReader(BUILT_IN));
    Map<String, String> shown = shown("quarkus");
    shown.keySet().retainAll(builtIn.stringPropertyNames());

    assertThat(shown).hasSizeGreaterThan(3);
    assertThat(shown)
        .allSatisfy((key, value) -> assertThat(value).as(key).isEqualTo(builtIn.get(key)));
  }

  @Test
  void packagesThatHaveDefaultsForTestsAndToolsHaveTheSame() {
    Settings usual =
        new Settings(
            new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 300, new DurationConverter())
                .withConverter(MemorySize.class, 300, new MemorySizeConverter())
                .withMapping(GatewayConfig.class)
                .build()
                .getConfigMapping(GatewayConfig.class));

    assertThat(usual.participant()).isEqualTo(ParticipantSettings.DEFAULTS);
    assertThat(usual.mqtt()).isEqualTo(MqttSettings.defaults("gateway"));
    assertThat(usual.opcua().times()).isEqualTo(OpcUaSettings.Times.DEFAULTS);
    assertThat(usual.opcua().bounds()).isEqualTo(OpcUaSettings.Bounds.DEFAULTS);
    CoordinatorSettings coordinator = usual.coordinator(URI.create("http://127.0.0.1:8080"));
    assertThat(coordinator.times()).isEqualTo(CoordinatorSettings.Times.DEFAULT);
    assertThat(coordinator.limits()).isEqualTo(CoordinatorSettings.Limits.DEFAULT);
  }
}
