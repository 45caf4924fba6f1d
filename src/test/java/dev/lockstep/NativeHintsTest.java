package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.opentelemetry.api.trace.TracerProvider;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.security.Provider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Holds the files in {@code native/} against the class path: nothing stale, nothing missing. */
class NativeHintsTest {
  private static final Path FOLDER = Path.of("native");

  /** Each broke an image, or put something alive into its heap, when it was left out. */
  private static final List<String> KNOWN_TO_BREAK_AN_IMAGE =
      List.of(
          "com.digitalpetri.netty.fsm.ChannelFsmConfigBuilder$SharedExecutor",
          "com.digitalpetri.netty.fsm.ChannelFsmConfigBuilder$SharedScheduler",
          "org.eclipse.milo.opcua.sdk.client.OpcUaClient",
          "org.eclipse.milo.opcua.stack.core.util.NonceUtil",
          "org.eclipse.milo.opcua.stack.core.util.BufferUtil",
          "com.hivemq.client.internal.mqtt.codec.encoder.mqtt3.Mqtt3DisconnectEncoder",
          "com.hivemq.client.internal.mqtt.codec.encoder.MqttPingReqEncoder",
          "com.google.protobuf.UnsafeUtil",
          "com.google.protobuf.CodedOutputStream",
          "com.google.protobuf.Utf8",
          "org.bouncycastle.jcajce.provider.drbg.DRBG$Default",
          "org.bouncycastle.jcajce.provider.drbg.DRBG$NonceAndIV",
          "org.bouncycastle.crypto.CryptoServicesRegistrar");

  /** What Java's own providers do not know by these names; seen with a recording of the driver. */
  private static final List<String> ASKED_OF_BOUNCY_CASTLE =
      List.of(
          "Signature SHA256WITHRSA",
          "Signature SHA256withRSA/PSS",
          "Signature SHA256WITHRSAANDMGF1",
          "Cipher RSA",
          "AlgorithmParameters OAEP",
          "AlgorithmParameters PSS",
          "KeyFactory RSA");

  private final JsonNode metadata = json(FOLDER.resolve("reachability-metadata.json"));

  @Test
  void everyTypeThatIsNamedIsThere() {
    assertThat(types()).allSatisfy(name -> assertThat(found(name)).as(name).isNotNull());
    assertThat(atRunTime()).allSatisfy(name -> assertThat(found(name)).as(name).isNotNull());
  }

  @Test
  void everyEntrySaysWhyItIsThere() {
    assertThat(metadata.path("reflection"))
        .isNotEmpty()
        .allSatisfy(each -> assertThat(each.path("reason").asText()).as("%s", each).isNotBlank());
  }

  @Test
  void everyLibraryClassThatIsKnownToBreakAnImageIsInitialisedAtRunTime() throws IOException {
    assertThat(atRunTime()).containsExactlyInAnyOrderElementsOf(KNOWN_TO_BREAK_AN_IMAGE);
    String why = Files.readString(FOLDER.resolve("README.md"));
    assertThat(KNOWN_TO_BREAK_AN_IMAGE)
        .allSatisfy(name -> assertThat(why).contains(name.substring(name.lastIndexOf('.') + 1)));
  }

  @Test
  void everyCallIntoTheLibraryOfCIsRegisteredAsItIsLinked() {
    assertThat(metadata.path("foreign").path("downcalls"))
        .allSatisfy(
            each -> assertThat(each.at("/options/critical/allowHeapAccess").asBoolean()).isTrue())
        .extracting(each -> each.path("returnType").asText() + each.path("parameterTypes"))
        .containsExactly(
            // the kernel's clock
            "jint[\"jint\",\"void*\"]",
            "jint[\"void*\"]",
            // systemd's journal
            "jint[\"jint\",\"jint\",\"jint\"]",
            "jlong[\"jint\",\"void*\",\"jlong\",\"jint\",\"void*\",\"jint\"]",
            "jint[\"jint\"]");
  }

  @Test
  void everyResourceOfOursIsRegistered() throws IOException {
    List<PathMatcher> globs = new ArrayList<>();
    for (JsonNode each : metadata.path("resources")) {
      globs.add(FileSystems.getDefault().getPathMatcher("glob:" + each.path("glob").asText()));
    }
    Path root = Path.of("src/main/resources");
    try (Stream<Path> files = Files.walk(root)) {
      assertThat(files.filter(Files::isRegularFile).map(root::relativize))
          .filteredOn(file -> !file.toString().equals("application.properties")) // by Quarkus
          .isNotEmpty()
          .allSatisfy(
              file -> assertThat(globs).as("%s", file).anyMatch(each -> each.matches(file)));
    }
  }

  @Test
  void everyArrayThatMiloMakesOfWhatAMessageSaysIsRegistered() {
    Set<String> wanted = new TreeSet<>();
    Arrays.stream(OpcUaDataType.values())
        .forEach(type -> wanted.add(named(type.getBackingClass())));
    Set<Class<?>> seen = new HashSet<>();
    messagesOfTheDriver().forEach(type -> arraysOf(type, wanted, seen));

    assertThat(wanted).hasSizeGreaterThan(30);
    assertThat(types()).containsAll(wanted);
  }

  /**
   * The messaging brings OpenTelemetry's incubator, and an older one names classes that the API no
   * longer has. A JVM sees that only where it calls them; native-image links them all.
   */
  @Test
  void theIncubatorOfOpenTelemetryNamesNothingThatTheApiHasNot() throws Exception {
    Object tracer =
        Class.forName("io.opentelemetry.api.incubator.trace.ExtendedDefaultTracerProvider")
            .getMethod("getNoop")
            .invoke(null);

    assertThat(((TracerProvider) tracer).get("any").spanBuilder("any").setParent(null)).isNotNull();
  }

  /** Without them every variable of the environment would be taken for a typing error. */
  @Test
  void everyInterfaceOfTheConfigurationIsRegisteredWithItsMethods() throws Exception {
    Set<String> withMethods = new TreeSet<>();
    for (JsonNode each : metadata.path("reflection")) {
      if (each.path("allPublicMethods").asBoolean()) {
        withMethods.add(each.path("type").asText());
      }
    }
    Set<String> wanted = new TreeSet<>();
    configuration(Class.forName("dev.lockstep.app.config.GatewayConfig"), wanted);

    assertThat(wanted).hasSizeGreaterThan(5);
    assertThat(withMethods).containsAll(wanted);
  }

  private static void configuration(Class<?> keys, Set<String> wanted) {
    boolean declaresKeys = keys.isInterface() && keys.getName().startsWith("dev.lockstep.");
    if (declaresKeys && wanted.add(keys.getName())) {
      Arrays.stream(keys.getMethods()).forEach(key -> configuration(key.getReturnType(), wanted));
    }
  }

  /**
   * A class loader that finds only the registered tables stands for the image: Bouncy Castle passes
   * over a table that it does not find, and the algorithm is unknown.
   */
  @Test
  void bouncyCastleKnowsWhatIsAskedOfItFromTheRegisteredTablesAlone() throws Exception {
    URL jar = BouncyCastleProvider.class.getProtectionDomain().getCodeSource().getLocation();
    try (var image = new Registered(jar, types())) {
      Provider provider =
          (Provider)
              image
                  .loadClass(BouncyCastleProvider.class.getName())
                  .getDeclaredConstructor()
                  .newInstance();

      assertThat(provider.getServices()).hasSizeLessThan(300);
      for (String each : ASKED_OF_BOUNCY_CASTLE) {
        Provider.Service service =
            provider.getService(
                each.substring(0, each.indexOf(' ')), each.substring(each.indexOf(' ') + 1));
        assertThat(service).as(each).isNotNull();
        assertThat(types()).as(each).contains(service.getClassName());
        assertThat(service.newInstance(null)).as(each).isNotNull();
      }
    }
  }

  @Test
  void everyCommandOfTheCommandLineIsRegistered() throws IOException {
    Path generated =
        Path.of("target/classes/META-INF/native-image/picocli-generated/reflect-config.json");
    Set<String> registered = new HashSet<>();
    json(generated).forEach(each -> registered.add(each.path("name").asText()));
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java/dev/lockstep/app"))) {
      List<Path> commands = sources.filter(NativeHintsTest::isCommand).toList();
      assertThat(commands).hasSizeGreaterThanOrEqualTo(3);
      assertThat(commands)
          .allSatisfy(
              file ->
                  assertThat(registered)
                      .contains(
                          Path.of("src/main/java")
                              .relativize(file)
                              .toString()
                              .replace(".java", "")
                              .replace('/', '.')));
    }
    assertThat(registered).contains("dev.lockstep.app.Version");
    assertThat(registered).allSatisfy(name -> assertThat(found(name)).as(name).isNotNull());
  }

  private static boolean isCommand(Path source) {
    return source.toString().endsWith(".java") && read(source).contains("\n@Command(");
  }

  private static void arraysOf(Class<?> type, Set<String> wanted, Set<Class<?>> seen) {
    if (type.isArray()) {
      wanted.add(type.getTypeName());
      arraysOf(type.getComponentType(), wanted, seen);
    } else if (type.getPackageName().endsWith(".stack.core.types.structured") && seen.add(type)) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          arraysOf(field.getType(), wanted, seen);
        }
      }
    }
  }

  private static List<Class<?>> messagesOfTheDriver() {
    Pattern imported =
        Pattern.compile("import (org\\.eclipse\\.milo\\.[\\w.]+\\.types\\.structured\\.\\w+);");
    Path driver = Path.of("src/main/java/dev/lockstep/driver/opcua");
    try (Stream<Path> sources = Files.list(driver)) {
      return sources
          .flatMap(file -> imported.matcher(read(file)).results())
          .<Class<?>>map(each -> found(each.group(1)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String named(Class<?> element) {
    return element.getTypeName() + "[]";
  }

  private Set<String> types() {
    Set<String> all = new TreeSet<>();
    metadata.path("reflection").forEach(each -> all.add(each.path("type").asText()));
    return all;
  }

  private static List<String> atRunTime() {
    Properties file = new Properties();
    try {
      file.load(new StringReader(read(FOLDER.resolve("native-image.properties"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String flag = "--initialize-at-run-time=";
    return Pattern.compile("\\s+")
        .splitAsStream(file.getProperty("Args"))
        .filter(each -> each.startsWith(flag))
        .map(each -> each.substring(flag.length()))
        .toList();
  }

  private static @Nullable Class<?> found(String name) {
    try {
      String element = name.replace("[]", "");
      return Class.forName(element, false, NativeHintsTest.class.getClassLoader());
    } catch (ClassNotFoundException stale) {
      return null;
    }
  }

  private static JsonNode json(Path file) {
    try {
      return new ObjectMapper().readTree(read(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bouncy Castle anew, without the tables that are not registered. */
  private static final class Registered extends URLClassLoader {
    private final Set<String> types;

    Registered(URL jar, Set<String> types) {
      super(new URL[] {jar}, ClassLoader.getPlatformClassLoader());
      this.types = types;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.endsWith("$Mappings") && !types.contains(name)) {
        throw new ClassNotFoundException(name);
      }
      return super.loadClass(name, resolve);
    }
  }
}
