package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A pod of the chart as a kubelet would start it, with podman: files, owners, environment and
 * confinement are those of the manifest, and nothing else is.
 *
 * @param chart rendered
 * @param set its StatefulSet
 * @param secrets content by name and key
 * @param folder where its volumes are made
 */
record PlayedPod(
    RenderedChart chart, JsonNode set, Map<String, Map<String, String>> secrets, Path folder) {
  /** What a field of the pod itself would be on a node. */
  private static final Map<String, String> FIELDS =
      Map.of("spec.nodeName", "pc-a", "metadata.name", "plant-line-a-0");

  private JsonNode pod() {
    return set.at("/spec/template/spec");
  }

  JsonNode container() {
    return pod().at("/containers/0");
  }

  /**
   * The arguments of podman that start it; a port of its own is the one thing that is not the
   * manifest's.
   */
  List<String> start(String name, int port) throws IOException, InterruptedException {
    JsonNode security = container().path("securityContext");
    assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(security.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(security.at("/capabilities/drop").toString()).isEqualTo("[\"ALL\"]");
    JsonNode user = pod().path("securityContext");
    List<String> podman = new ArrayList<>(List.of("run", "--detach", "--name", name));
    podman.addAll(List.of("--read-only", "--read-only-tmpfs=false", "--cap-drop=all"));
    podman.add("--security-opt=no-new-privileges");
    podman.add("--user=%s:%s".formatted(user.path("runAsUser"), user.path("runAsGroup")));
    podman.add("--group-add=" + user.path("fsGroup"));
    environment().forEach((key, value) -> podman.add("--env=" + key + "=" + value));
    podman.add("--env=QUARKUS_HTTP_SSL_PORT=" + port);
    for (JsonNode mount : container().path("volumeMounts")) {
      String how = mount.path("readOnly").asBoolean() ? ":ro" : "";
      Path volume = volume(mount.path("name").asText());
      podman.add("--volume=" + volume + ":" + mount.path("mountPath").asText() + how);
    }
    podman.add("lockstep");
    return podman;
  }

  private Map<String, String> environment() {
    Map<String, String> all = new LinkedHashMap<>();
    for (JsonNode each : container().path("env")) {
      String field = each.at("/valueFrom/fieldRef/fieldPath").asText();
      all.put(
          each.path("name").asText(),
          field.isEmpty() ? each.path("value").asText() : FIELDS.get(field));
    }
    return all;
  }

  /** As a kubelet lays it down: belonging to root, readable by the group of the pod. */
  private Path volume(String name) throws IOException, InterruptedException {
    Path volume = Files.createDirectories(folder.resolve("volumes").resolve(name));
    for (JsonNode each : pod().path("volumes")) {
      if (each.path("name").asText().equals(name)) {
        files(each).forEach((path, content) -> write(volume, path, content));
        String mode = Integer.toOctalString(mode(each));
        shell("find '%s' -type f -exec chmod %s {} +".formatted(volume, mode));
        shell("chown -R 0:%s '%s'".formatted(group(), volume));
        return volume;
      }
    }
    // A claim: the storage makes a folder, and the kubelet gives it to the group.
    shell("chown 0:%1$s '%2$s' && chmod 2775 '%2$s'".formatted(group(), volume));
    return volume;
  }

  private int group() {
    return pod().at("/securityContext/fsGroup").asInt();
  }

  private static int mode(JsonNode volume) {
    return volume.findValue("defaultMode").asInt();
  }

  private Map<String, String> files(JsonNode volume) {
    if (volume.has("secret")) {
      return secrets.get(volume.at("/secret/secretName").asText());
    }
    Map<String, String> all = new LinkedHashMap<>();
    for (JsonNode source : volume.at("/projected/sources")) {
      boolean secret = source.has("secret");
      JsonNode of = source.path(secret ? "secret" : "configMap");
      String name = of.path("name").asText();
      for (JsonNode item : of.path("items")) {
        String key = item.path("key").asText();
        String content =
            secret
                ? secrets.get(name).get(key)
                : chart.of("ConfigMap", name).path("data").path(key).asText(null);
        assertThat(content).as("%s in %s", key, name).isNotNull();
        all.put(item.path("path").asText(), content);
      }
    }
    return all;
  }

  /** Through a link, which a kubelet turns when something changes. */
  private static void write(Path volume, String path, String content) {
    try {
      Path file = volume.resolve("..now").resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
      Path first = Path.of(path).getName(0);
      if (!Files.isSymbolicLink(volume.resolve("..data"))) {
        Files.createSymbolicLink(volume.resolve("..data"), Path.of("..now"));
      }
      if (!Files.isSymbolicLink(volume.resolve(first))) {
        Files.createSymbolicLink(volume.resolve(first), Path.of("..data").resolve(first));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void shell(String command) throws IOException, InterruptedException {
    CommandLine.Said said = new CommandLine(folder, Map.of()).run(List.of("sh", "-ec", command));
    assertThat(said.code()).as("%s", said).isZero();
  }

  /** What the gateway is told to read, by its own file; each must be there. */
  List<String> filesThatAreConfigured() {
    String keys =
        chart
            .of("ConfigMap", set.at("/metadata/name").asText())
            .at("/data/application.properties")
            .asText();
    return keys.lines()
        .map(each -> each.substring(each.indexOf('=') + 1))
        .filter(each -> each.startsWith("/etc/"))
        .toList();
  }

  /** Each probe's path, by its name. */
  Map<String, String> probes() {
    Map<String, String> all = new LinkedHashMap<>();
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      JsonNode get = container().path(probe).path("httpGet");
      assertThat(get.path("port").asText()).isEqualTo(container().at("/ports/0/name").asText());
      assertThat(get.path("scheme").asText()).isEqualTo("HTTPS");
      all.put(probe, get.path("path").asText());
    }
    return all;
  }
}
