package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.junit.jupiter.api.Test;

/**
 * What ZooKeeper's client finds by name at run time. Without, {@code Couldn't instantiate
 * org.apache.zookeeper.ClientCnxnSocketNIO} is all that an image says of an ensemble.
 */
class NativeEnsembleHintsTest {
  @Test
  void everySocketOfTheClientIsRegisteredWithTheConstructorThatIsCalled() throws Exception {
    Map<String, JsonNode> registered = new HashMap<>();
    new ObjectMapper()
        .readTree(Path.of("native/reachability-metadata.json").toFile())
        .path("reflection")
        .forEach(each -> registered.put(each.path("type").asText(), each));

    for (Class<?> socket : sockets()) {
      assertThat(socket.getDeclaredConstructor(ZKClientConfig.class)).isNotNull();
      JsonNode called =
          registered.getOrDefault(socket.getName(), new ObjectMapper().createObjectNode());
      assertThat(called.at("/methods/0/name").asText()).as(socket.getName()).isEqualTo("<init>");
      assertThat(called.at("/methods/0/parameterTypes/0").asText())
          .as(socket.getName())
          .isEqualTo(ZKClientConfig.class.getName());
    }
  }

  private static List<Class<?>> sockets() throws Exception {
    Class<?> common = Class.forName("org.apache.zookeeper.ClientCnxnSocket");
    Path jar = Path.of(ZooKeeper.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Class<?>> sockets = new ArrayList<>();
    try (JarFile opened = new JarFile(jar.toFile())) {
      for (String name :
          opened.stream()
              .map(each -> each.getName())
              .filter(each -> each.matches("org/apache/zookeeper/ClientCnxnSocket\\w+\\.class"))
              .toList()) {
        Class<?> each = Class.forName(name.replace('/', '.').replace(".class", ""));
        if (common.isAssignableFrom(each) && !Modifier.isAbstract(each.getModifiers())) {
          sockets.add(each);
        }
      }
    }
    assertThat(sockets).hasSizeGreaterThanOrEqualTo(2);
    return sockets;
  }
}
