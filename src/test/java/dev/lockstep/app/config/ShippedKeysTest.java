package dev.lockstep.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Documents;
import dev.lockstep.device.ByteSize;
import dev.lockstep.device.Range;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
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

  /** A key in a page's text, in code. */
  private static final Pattern NAMED =
      Pattern.compile("`(lockstep\\.(?!plant\\b)[a-z0-9-]+(?:\\.[a-z0-9-]+)*)");

  /** Relative paths lie below the folder of the distribution. */
  private static final String HOME = "${lockstep.home:.}/";

  /** Set by {@code bin/lockstep}, not by people. */
  private static final String NOT_SHOWN = "lockstep.home";

  /** Each key with its default, where it has one. */
  private final Map<String, Optional<String>> keys =
      ConfigKey.all().stream()
          .collect(
              Collectors.toMap(
                  ConfigKey::name,
                  key -> key.annotation(WithDefault.class).map(WithDefault::value)));

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

  /** What a page tells people to set; {@code lockstep.plant…} is a host there. */
  @Test
  void everyKeyThatAPageNamesIsOneOrBeginsSome() throws IOException {
    String attributes =
        Files.readString(Path.of("src/main/java/dev/lockstep/app/tracing/SpanAttributes.java"));
    for (Path page : Documents.pages()) {
      assertThat(NAMED.matcher(Files.readString(page)).results().map(each -> each.group(1)))
          .as(page.toString())
          .allMatch(
              name ->
                  attributes.contains('"' + name + '"')
                      || keys.containsKey(name)
                      || keys.keySet().stream().anyMatch(key -> key.startsWith(name + ".")));
    }
  }

  @Test
  void everyNumberTimeAndSizeHasARange() {
    assertThat(ConfigKey.all())
        .filteredOn(
            key ->
                Set.of(int.class, long.class, Duration.class, ByteSize.class)
                    .contains(key.path().getLast().getReturnType()))
        .hasSizeGreaterThan(80)
        .allSatisfy(key -> assertThat(key.annotation(Range.class)).as(key.name()).isPresent());
  }
}
