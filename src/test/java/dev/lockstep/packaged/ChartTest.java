package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.app.start.ManualPage;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.StreamSupport;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The chart: what it makes of values is what Kubernetes takes, and bad values are refused by name.
 */
class ChartTest {
  private static final Path PLANT = Path.of("src/test/resources/chart/plant.yaml");
  private static final String LINE = "{ name: line-a, tlsSecret: t, usersSecret: u }";

  @TempDir private Path folder;

  private RenderedChart render(String values) throws IOException {
    return RenderedChart.of(Files.writeString(folder.resolve("values.yaml"), values));
  }

  @Test
  void linterFindsNothing() throws IOException {
    assertThat(RenderedChart.faults(PLANT, folder)).isEmpty();
    Path nothing = Files.writeString(folder.resolve("nothing.yaml"), "lines: []\n");
    assertThat(RenderedChart.faults(nothing, Files.createDirectory(folder.resolve("empty"))))
        .isEmpty();
  }

  @Test
  void everyObjectIsAsKubernetesDescribesIt() throws IOException {
    RenderedChart plant = RenderedChart.of(PLANT);

    assertThat(plant.of("StatefulSet")).hasSize(4);
    for (JsonNode each : plant.objects()) {
      assertThat(KubernetesModel.objection(each)).as("%s", each).isEmpty();
    }
  }

  @Test
  void certificateForCallsIsForTheOthersOfThePlantAlone() {
    RenderedChart plant = RenderedChart.of(PLANT);
    String prefix = "lockstep.outbound.origins=https://plant-";

    assertThat(keys(plant, "plant-line-a"))
        .contains(prefix + "line-b.hall.svc:8443,https://plant-coordinator.hall.svc:8443\n");
    assertThat(keys(plant, "plant-coordinator"))
        .contains(prefix + "line-a.hall.svc:8443,https://plant-line-b.hall.svc:8443\n");
  }

  private static String keys(RenderedChart chart, String part) {
    return chart.of("ConfigMap", part).at("/data/application.properties").asText();
  }

  @Test
  void valuesOfThePageAreTaken() throws IOException {
    Readme page = Readme.read("src/site/markdown/installing.md");

    RenderedChart chart = render(page.fences("yaml").getFirst());

    assertThat(chart.of("StatefulSet")).hasSize(1);
    for (JsonNode each : chart.objects()) {
      assertThat(KubernetesModel.objection(each)).as("%s", each).isEmpty();
    }
  }

  /** This test would else pass whatever the model lets through. */
  @Test
  void whatKubernetesDoesNotKnowIsSeen() throws IOException {
    ObjectNode line = RenderedChart.of(PLANT).of("StatefulSet", "plant-line-a").deepCopy();
    ObjectNode container = (ObjectNode) line.at("/spec/template/spec/containers/0");

    container.put("volumemounts", 1);
    assertThat(KubernetesModel.objection(line).orElseThrow()).contains("volumemounts");
    container.remove("volumemounts");
    ((ObjectNode) container.path("livenessProbe")).put("periodSeconds", "30");
    assertThat(KubernetesModel.objection(line).orElseThrow()).contains("\"30\"");
    ((ObjectNode) line.path("spec")).remove("selector");
    assertThat(KubernetesModel.objection(line).orElseThrow()).contains("selector");
  }

  @Test
  void everyPodIsConfined() {
    for (JsonNode set : RenderedChart.of(PLANT).of("StatefulSet")) {
      JsonNode pod = set.at("/spec/template/spec");
      assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
      assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
      assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
      assertThat(pod.at("/securityContext/seccompProfile/type").asText())
          .isEqualTo("RuntimeDefault");
      JsonNode container = pod.at("/containers/0");
      JsonNode security = container.path("securityContext");
      assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
      assertThat(security.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
      assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
      assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
    }
  }

  /**
   * Each volume is mounted, each mount has a volume, and each key of a Secret or ConfigMap is there
   * once.
   */
  @Test
  void everyMountHasItsVolume() {
    for (JsonNode set : RenderedChart.of(PLANT).of("StatefulSet")) {
      JsonNode pod = set.at("/spec/template/spec");
      List<String> volumes = names(pod.path("volumes"));
      List<String> claims =
          set.at("/spec/volumeClaimTemplates").findValues("metadata").stream()
              .map(each -> each.path("name").asText())
              .toList();
      assertThat(names(pod.at("/containers/0/volumeMounts")))
          .doesNotHaveDuplicates()
          .hasSize(volumes.size() + claims.size())
          .containsAll(volumes)
          .containsAll(claims);
    }
  }

  private static List<String> names(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(each -> each.path("name").asText())
        .toList();
  }

  @Test
  void imageIsThatOfThisVersion() throws IOException {
    JsonNode line = render("lines: [" + LINE + "]").of("StatefulSet", "plant-line-a");

    assertThat(line.at("/spec/template/spec/containers/0/image").asText())
        .isEqualTo("lockstep:" + ManualPage.version());
  }

  @Test
  void changeOfDevicesRestartsNothingAndAChangeOfKeysDoes() throws IOException {
    String before = configuration("devices: 'deviceList: []'");

    assertThat(configuration("devices: 'deviceList: [ ]'")).isEqualTo(before);
    assertThat(configuration("devices: 'deviceList: []', configuration: { lockstep.mqtt.qos: 2 }"))
        .isNotEqualTo(before);
  }

  private String configuration(String more) throws IOException {
    return render("lines: [{ name: line-a, tlsSecret: t, usersSecret: u, " + more + " }]")
        .of("StatefulSet", "plant-line-a")
        .at("/spec/template/metadata/annotations")
        .toString();
  }

  @Test
  void serversOfTheEnsembleAreConfiguredAsZooKeeperReadsIt() throws Exception {
    Properties keys = new Properties();
    String file =
        RenderedChart.of(PLANT).of("ConfigMap", "plant-zookeeper").at("/data/zoo.cfg").asText();
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.writeString(data.resolve("myid"), "2\n");
    keys.load(new StringReader(file.replace("dataDir=/data", "dataDir=" + data)));
    QuorumPeerConfig config = new QuorumPeerConfig();
    config.parseProperties(keys);

    assertThat(config.getQuorumVerifier().getVotingMembers()).hasSize(3);
    assertThat(keys(RenderedChart.of(PLANT), "plant-line-a"))
        .contains(
            "lockstep.ensemble.connect=plant-zookeeper-0.plant-zookeeper.hall.svc:2181,plant-zookeeper-1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lines: [{ name: Line_A }]                                      | lines/0/name",
        "lines: [{ name: line-a, device: x }]                           | device",
        "lines: [{ name: line-a }]                                      | line-a has no tlsSecret",
        "lines: [{ name: line-a, tlsSecret: t }]                        | nobody could call it",
        "lines: [{ name: coordinator }]                                 | the name coordinator is taken",
        "lines: [" + LINE + ", " + LINE + "]                            | the name line-a is taken",
        "{ lines: [], storage: { size: much } }                         | storage/size",
        "{ lines: [], hosts: ['https://a'] }                            | hosts/0",
        "{ lines: [], coordinators: { enabled: true, replicas: 2, tlsSecret: t, usersSecret: u } } | more than one wants an ensemble",
        "{ lines: ["
            + LINE
            + "], outbound: { secret: s } }             | outbound.secret is for nobody",
        "lines: [{ name: line-a, certificateRoles: { who: boss } }]     | certificateRoles/who",
        "lines: [{ name: line-a, configuration: { journal.path: x } }]  | configuration",
      })
  void badValuesAreRefusedByName(String values, String named) {
    assertThatThrownBy(() -> render(values)).hasMessageContaining(named);
  }
}
