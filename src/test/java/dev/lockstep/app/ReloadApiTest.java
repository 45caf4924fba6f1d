package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.app.security.SecuredPlant;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Profiles and devices are read again while the gateway works. */
@QuarkusTest
@TestProfile(ReloadApiTest.Plant.class)
class ReloadApiTest extends CallingUsers {
  /** A start of its own: what other tests leave behind would be seen here. */
  public static final class Plant extends SecuredPlant {}

  private static final String T = "/api/v1/transactions/";
  private static final String RELOAD = "/api/v1/reload";
  private static final String REASON = "{\"reason\": \"a third press\"}";
  private static final String PRESS_3 =
      "  - {name: press-3, profileName: Press, protocols: {simulated: {Force: \"10\"}}}\n";

  @ConfigProperty(name = "lockstep.catalog.profiles")
  Path profiles;

  @ConfigProperty(name = "lockstep.catalog.devices")
  Path devices;

  @ConfigProperty(name = "lockstep.security.users-file")
  Path users;

  private String profile = "";
  private String list = "";
  private String accounts = "";

  @BeforeEach
  void read() throws IOException {
    profile = Files.readString(profiles);
    list = Files.readString(devices);
    accounts = Files.readString(users);
  }

  /** The next test finds the old files taken over, whatever this one left. */
  @AfterEach
  void asItWas() throws IOException {
    Files.writeString(profiles, profile);
    Files.writeString(devices, list);
    Files.writeString(users, accounts);
    await().until(() -> otto.post(RELOAD, REASON).status() != 403);
    assertThat(otto.post(RELOAD, REASON).status()).isEqualTo(200);
  }

  private static String force(String device, int force) {
    return "{\"device\": \"%s\", \"command\": \"set-recipe\", \"arguments\": {\"Force\": %d}}"
        .formatted(device, force);
  }

  private List<String> acts() {
    List<String> acts = new ArrayList<>();
    otto.get("/api/v1/audit?limit=500").body().get("records").forEach(each -> acts.add(line(each)));
    return acts;
  }

  private static String line(JsonNode record) {
    return "%s by %s: %s"
        .formatted(
            record.at("/act").asText(),
            record.at("/principal").asText(),
            record.at("/details").toString());
  }

  @Test
  void onlyAnOperatorReloadsAndSaysWhy() {
    assertThat(vera.post(RELOAD, REASON).status()).isEqualTo(403);
    assertThat(cora.post(RELOAD, REASON).status()).isEqualTo(403);
    ApiCaller.Said silent = otto.post(RELOAD, "{}");
    assertThat(silent.status()).isEqualTo(400);
    assertThat(silent.at("/pointer")).isEqualTo("/reason");
  }

  @Test
  void addedDeviceIsThereAndItIsRecordedAndShownWhatChanged() throws IOException {
    String before = otto.get("/q/health/ready").response().body();
    Files.writeString(devices, list + PRESS_3);

    ApiCaller.Said said = otto.post(RELOAD, REASON);

    assertThat(said.status()).isEqualTo(200);
    assertThat(said.body().at("/applied").asBoolean()).isTrue();
    assertThat(said.body().at("/report")).isEmpty();
    assertThat(said.body().at("/changed").toString())
        .isEqualTo(
            "{\"added\":[\"press-3\"],\"removed\":[],\"changed\":[],\"reconnected\":[],"
                + "\"untouched\":3}");
    assertThat(cora.prepare("reload-1", force("press-3", 20)).at("/vote")).isEqualTo("COMMIT");
    assertThat(cora.post(T + "reload-1/commit").at("/outcome")).isEqualTo("COMMITTED");
    assertThat(before).doesNotContain(said.at("/sha256"));
    assertThat(otto.get("/q/health/ready").response().body())
        .contains(said.at("/sha256"), said.at("/loadedAt"));
    await()
        .untilAsserted(
            () ->
                assertThat(acts())
                    .anyMatch(
                        act -> act.startsWith("reload by otto") && act.contains("a third press"))
                    .anyMatch(
                        act ->
                            act.startsWith("reloaded by otto")
                                && act.contains("1 added, 0 removed")));
  }

  @Test
  void oneFaultyFileChangesNothingAndIsToldWithItsPlace() throws IOException {
    Files.writeString(devices, list + PRESS_3);
    Files.writeString(profiles, profile.replace("maximum: 200", "maximum: many"));

    ApiCaller.Said refused = otto.post(RELOAD, REASON);

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.at("/type")).isEqualTo("/problems/faulty-definitions");
    assertThat(refused.body().at("/applied").asBoolean(true)).isFalse();
    assertThat(refused.body().at("/report").toString())
        .contains(
            "{\"file\":\"%s\",\"line\":5,\"column\":".formatted(profiles),
            "\"severity\":\"fault\",\"message\":\"deviceResources[0].properties.maximum: ");
    assertThat(refused.at("/detail")).contains("the profile Press has faults", "and 4 more");
    assertThat(vera.get("/api/v1/devices/press-3").status()).isEqualTo(404);
    await()
        .untilAsserted(
            () -> assertThat(acts()).anyMatch(act -> act.startsWith("reload refused by otto")));
  }

  @Test
  void deviceInUseKeepsTheReloadBackUntilItsTransactionHasEnded() throws IOException {
    assertThat(cora.prepare("reload-2", force("press-1", 30)).status()).isEqualTo(200);
    Files.writeString(profiles, profile.replace("maximum: 200", "maximum: 20"));

    ApiCaller.Said refused = otto.post(RELOAD, REASON);

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.at("/type")).isEqualTo("/problems/device-in-use");
    assertThat(refused.body().at("/holders").toString())
        .isEqualTo("[{\"device\":\"press-1\",\"transaction\":\"reload-2\"}]");
    assertThat(cora.post(T + "reload-2/commit").at("/outcome")).isEqualTo("COMMITTED");
    assertThat(otto.post(RELOAD, REASON).at("/changed/reconnected/2")).isEqualTo("press-away");
    assertThat(cora.prepare("reload-3", force("press-1", 30)).at("/reasons/0/code"))
        .isEqualTo("OUT_OF_RANGE");
  }

  /** A device that is to change is locked first: what it is at ends, and nothing new begins. */
  @Test
  void lockedDeviceFinishesWhatItVotedForAndTakesNothingNew() throws IOException {
    assertThat(cora.prepare("reload-4", force("press-2", 40)).status()).isEqualTo(200);
    Files.writeString(
        devices, list.replace("name: press-2\n", "name: press-2\n    adminState: LOCKED\n"));

    assertThat(otto.post(RELOAD, REASON).at("/changed/changed/0")).isEqualTo("press-2");

    assertThat(cora.prepare("reload-5", force("press-2", 41)).at("/reasons/0/code"))
        .isEqualTo("UNSUPPORTED");
    assertThat(cora.post(T + "reload-4/commit").at("/outcome")).isEqualTo("COMMITTED");
  }

  /** On the connection that they have, within what is promised; nobody asked for a reload. */
  @Test
  void userWhoIsTakenOutIsOutAndOneWhoseRoleIsTakenMayNoLonger() throws IOException {
    assertThat(vera.get("/api/v1/devices").status()).isEqualTo(200);
    Files.writeString(
        users,
        accounts.replaceAll("(?m)^vera .*\n", "").replace("otto operator,viewer", "otto viewer"));

    await().atMost(Duration.ofSeconds(10)).until(() -> vera.get("/api/v1/devices").status() == 401);
    assertThat(otto.get("/api/v1/devices").status()).isEqualTo(200);
    assertThat(otto.post(RELOAD, REASON).status()).isEqualTo(403);
    assertThat(cora.post(T + "never-there/rollback").status()).isEqualTo(200);
  }

  @Test
  void noVoteIsLostWhileFilesAreReadGoodAndFaulty() throws Exception {
    try (ExecutorService line = Executors.newFixedThreadPool(3)) {
      List<Future<List<String>>> stations = new ArrayList<>();
      for (String press : List.of("press-1", "press-2")) {
        stations.add(line.submit(() -> played(press)));
      }
      List<Integer> answers = new ArrayList<>();
      int round = 0;
      while (!stations.stream().allMatch(Future::isDone)) {
        answers.add(reloaded(round++ % 4));
      }
      for (Future<List<String>> station : stations) {
        assertThat(station.get(1, TimeUnit.MINUTES)).containsOnly("COMMIT COMMITTED");
      }
      assertThat(answers).contains(200, 422).doesNotContain(500, 503);
    }
    assertThat(otto.get("/q/health/live").status()).isEqualTo(200);
  }

  private List<String> played(String press) {
    List<String> ends = new ArrayList<>();
    for (int each = 0; each < 30; each++) {
      String id = "load-%s-%d".formatted(press, each);
      ApiCaller.Said vote = cora.prepare(id, force(press, each));
      String outcome = cora.post(T + id + "/commit").at("/outcome");
      ends.add(vote.status() == 200 ? vote.at("/vote") + " " + outcome : vote.response().body());
    }
    return ends;
  }

  /** Another device, a fault, another default, another range: the last one makes links anew. */
  private int reloaded(int way) throws IOException {
    Files.writeString(devices, way == 0 ? list + PRESS_3 : list);
    Files.writeString(
        profiles,
        switch (way) {
          case 1 -> profile.replace("Float64", "Float65");
          case 2 -> profile.replace("defaultValue: auto", "defaultValue: hand");
          case 3 -> profile.replace("maximum: 200", "maximum: 199");
          default -> profile;
        });
    return otto.post(RELOAD, REASON).status();
  }
}
