package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import dev.lockstep.app.security.SecuredPlant;
import dev.lockstep.driver.mqtt.MosquittoBroker;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Browsing from the page over HTTP: who may, one at a time, and drafts that are text alone. */
@QuarkusTest
@TestProfile(DashboardTest.Plant.class)
class BrowsePageTest {
  private static final String PATH = "/dashboard/browse";
  private static final String STOP = PATH + "/stop";
  private static final String HOSTILE = "plant/<img src=x onerror=alert(1)>/speed";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TestHTTPResource("/")
  URI base;

  @TempDir private Path folder;
  private PageCaller otto;
  private PageCaller vera;

  @BeforeEach
  void call() {
    otto = new PageCaller(base).signedIn("otto", SecuredPlant.PASSWORD);
    vera = new PageCaller(base).signedIn("vera", SecuredPlant.PASSWORD);
  }

  @AfterEach
  void stopWhatIsUnderWay() {
    String page = otto.get(PATH).text();
    if (page.contains("action=\"" + STOP + "\"")) {
      stop(page);
    }
    await().atMost(PATIENCE).until(() -> !otto.get(PATH + "/body").text().contains("so far"));
  }

  private PageCaller.Shown stop(String page) {
    return otto.post(STOP, PageCaller.hidden(page, STOP));
  }

  private PageCaller.Shown begin(String endpoint, String reason) {
    Map<String, String> fields = new HashMap<>(PageCaller.hidden(otto.get(PATH).text(), PATH));
    fields.put("endpoint", endpoint);
    fields.put("under", "plant/#");
    fields.put("name", "hall");
    fields.put("reason", reason);
    return otto.post(PATH, fields);
  }

  private MosquittoBroker broker() throws Exception {
    MosquittoBroker.required();
    MosquittoBroker broker = MosquittoBroker.started(folder, List.of("allow_anonymous true"));
    Mqtt5BlockingClient client =
        Mqtt5Client.builder().serverHost("127.0.0.1").serverPort(broker.port()).buildBlocking();
    client.connect();
    for (String topic : List.of(HOSTILE, "plant/oven/temperature")) {
      client
          .publishWith()
          .topic(topic)
          .payload("20".getBytes(StandardCharsets.UTF_8))
          .qos(MqttQos.AT_LEAST_ONCE)
          .retain(true)
          .send();
    }
    client.disconnect();
    return broker;
  }

  @Test
  void onlyAnOperatorIsShownTheWayAndLetIn() {
    assertThat(otto.get("/dashboard/devices").text()).contains("href=\"/dashboard/browse\"");
    assertThat(vera.get("/dashboard/devices").text()).doesNotContain("/dashboard/browse");
    for (String path : List.of(PATH, PATH + "/body", PATH + "/1/file/0")) {
      assertThat(vera.get(path).status()).as(path).isEqualTo(403);
    }
    String token = PageCaller.token(otto.get(PATH).text(), PATH);
    Map<String, String> form = Map.of("token", token, "endpoint", "mqtt://x", "reason", "mine");
    assertThat(vera.post(PATH, form).status()).isEqualTo(403);
    assertThat(otto.post(PATH, Map.of("endpoint", "mqtt://x", "reason", "mine")).status())
        .as("without a token")
        .isEqualTo(403);
  }

  @Test
  void whatIsWrongIsSaidAtTheFormWithWhatWasTyped() {
    PageCaller.Shown reasonless = begin("opc.tcp://press:4840", " ");
    assertThat(reasonless.status()).isEqualTo(422);
    assertThat(reasonless.text()).contains("Say why", "value=\"opc.tcp://press:4840\"");

    PageCaller.Shown faulty = begin("http://\"><script>alert(1)</script>", "a new press");
    assertThat(faulty.status()).isEqualTo(400);
    assertThat(faulty.text())
        .contains("Nothing was begun", "&lt;script&gt;", "a new press")
        .doesNotContain("<script>alert");
    assertThat(otto.get(PATH + "/999999/file/0").status()).isEqualTo(404);
  }

  @Test
  void draftsAreShownAsTextAndDownloadedWholeAndTheActIsRecorded() throws Exception {
    try (MosquittoBroker broker = broker()) {
      PageCaller.Shown begun = begin(broker.uri(), "looking at hall 3");
      assertThat(begun.status()).as(begun.text()).isEqualTo(303);
      assertThat(begun.location()).isEqualTo(PATH);

      PageCaller.Shown second = begin(broker.uri(), "me too");
      assertThat(second.status()).isEqualTo(503);
      assertThat(second.text()).contains("otto browses " + broker.uri(), "one at a time");

      String page =
          await()
              .atMost(PATIENCE)
              .until(() -> otto.get(PATH + "/body").text(), text -> text.contains("<pre"));
      assertThat(page)
          .contains("2 devices, 2 resources, 0 left out", "hall.devices.yaml", "lockstep reload")
          .contains("&lt;img src=x onerror=alert(1)&gt;", "oven.yaml")
          .doesNotContain("<img");
      String file = PageCaller.matched(page, "/dashboard/browse/\\d+/file/\\d+");
      PageCaller.Shown download = otto.get(file);
      assertThat(download.header("Content-Disposition"))
          .startsWith("attachment; filename=\"")
          .doesNotContain("<");
      assertThat(download.header("Content-Type")).startsWith("application/yaml");
      assertThat(download.text()).contains("deviceResources:");
      assertThat(vera.get(file).status()).isEqualTo(403);
      assertThat(otto.get("/dashboard/audit").text())
          .contains("browse", broker.uri() + " as hall, below plant/#", "looking at hall 3")
          .doesNotContain("me too");
    }
  }

  @Test
  void operatorStopsIt() throws Exception {
    try (MosquittoBroker broker = broker()) {
      assertThat(begin(broker.uri(), "a mistake").status()).isEqualTo(303);

      assertThat(stop(otto.get(PATH).text()).status()).isEqualTo(303);

      await()
          .atMost(PATIENCE)
          .until(() -> otto.get(PATH).text(), text -> text.contains("otto stopped it; nothing"));
    }
  }

  @Test
  void failureIsTheSentenceOfTheCommandInThePagesWords() {
    assertThat(begin("mqtt://127.0.0.1:1", "is it there").status()).isEqualTo(303);

    String page =
        await()
            .atMost(PATIENCE)
            .until(() -> otto.get(PATH).text(), text -> text.contains("cannot be reached"));

    assertThat(page).contains("is it there").doesNotContain("so far", "<pre");
  }
}
