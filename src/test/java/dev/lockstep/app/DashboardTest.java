package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.app.security.SecuredPlant;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operator's page over HTTP: who may see and press what, and what came of it. */
@QuarkusTest
@TestProfile(DashboardTest.Plant.class)
class DashboardTest {
  /** A start of its own: what other tests leave behind would be seen here. */
  public static final class Plant extends SecuredPlant {}

  private static final String T = "/dashboard/transactions/";
  private static final String COMMAND =
      "{\"device\": \"press-1\", \"command\": \"Force\", \"arguments\": {\"Force\": 7}}";

  @TestHTTPResource("/")
  URI base;

  private ApiCaller cora;
  private PageCaller otto;
  private PageCaller vera;

  @BeforeEach
  void call() {
    cora = new ApiCaller(base, Optional.empty()).as("cora", SecuredPlant.PASSWORD);
    otto = new PageCaller(base).signedIn("otto", SecuredPlant.PASSWORD);
    vera = new PageCaller(base).signedIn("vera", SecuredPlant.PASSWORD);
  }

  @Test
  void viewerLooksAndIsShownNothingToPress() {
    cora.prepare("v-1", COMMAND);

    String page = vera.get(T + "v-1").text();

    assertThat(page).contains("v-1", "press-1", "CHECKED").doesNotContain("/act");
    assertThat(otto.get(T + "v-1").text()).contains("/act");
    for (String path : List.of(T + "v-1/act", "/dashboard/several", "/dashboard/audit")) {
      assertThat(vera.get(path).status()).as(path).isEqualTo(403);
    }
    String token = PageCaller.token(otto.get(T + "v-1/act").text(), T + "v-1/act");
    assertThat(vera.post(T + "v-1/act", Map.of("token", token, "do", "rolled_back")).status())
        .isEqualTo(403);
    cora.post("/api/v1/transactions/v-1/rollback");
  }

  @Test
  void operatorSeesTheReadingsOfNowDecidesAndStandsInTheRecord() {
    cora.prepare("r-1", COMMAND);

    String form = otto.get(T + "r-1/act?do=rolled_back").text();
    assertThat(form).contains("What the devices show now", "Force", "not as wanted", "checked");
    Map<String, String> press =
        Map.of(
            "token",
            PageCaller.token(form, T + "r-1/act"),
            "shown",
            PageCaller.value(form, "shown"),
            "do",
            "rolled_back",
            "reason",
            "  the coordinator is gone  ");
    PageCaller.Shown done = otto.post(T + "r-1/act", press);

    assertThat(done.status()).isEqualTo(303);
    assertThat(done.location()).isEqualTo(T + "r-1?done=rolled_back");
    assertThat(otto.get(done.location()).text())
        .contains("heuristic rollback", "the coordinator is gone", "OPERATOR otto");

    PageCaller.Shown second = otto.post(T + "r-1/act", press);
    assertThat(second.status()).isEqualTo(409);
    assertThat(second.text())
        .contains("since you looked, otto resolved it at", "it ended heuristic rollback");
    cora.delete("/api/v1/transactions/r-1");
  }

  @Test
  void fieldThatIsWrongSaysSoAndKeepsWhatWasTyped() {
    cora.prepare("f-1", COMMAND);
    String form = otto.get(T + "f-1/act").text();
    String token = PageCaller.token(form, T + "f-1/act");
    String shown = PageCaller.value(form, "shown");

    PageCaller.Shown empty =
        otto.post(T + "f-1/act", Map.of("token", token, "shown", shown, "reason", " "));
    PageCaller.Shown longer =
        otto.post(
            T + "f-1/act",
            Map.of("token", token, "shown", shown, "do", "committed", "reason", "x".repeat(501)));

    assertThat(empty.status()).isEqualTo(422);
    assertThat(empty.text()).contains("Say why", "Choose what is to be done.", "aria-invalid");
    assertThat(longer.text()).contains("these are 501", "x".repeat(501));
    assertThat(
            otto.post(T + "f-1/act", Map.of("token", token, "reason", "x".repeat(70_000))).status())
        .isEqualTo(413);
    assertThat(cora.get("/api/v1/transactions/f-1").at("/state")).isEqualTo("PREPARED");
    cora.post("/api/v1/transactions/f-1/rollback");
  }

  @Test
  void whatIsNotThereIsSaidOnAPage() {
    assertThat(otto.get(T + "never-was").status()).isEqualTo(404);
    assertThat(otto.get(T + "never-was").text()).contains("never prepared here", "<main");
    assertThat(otto.get(T + "never%20was").status()).isEqualTo(400);
    assertThat(otto.get("/dashboard/coordinations").status()).isEqualTo(404);
    assertThat(otto.get("/dashboard/plans").status()).isEqualTo(404);
    assertThat(otto.get("/dashboard/plans").text())
        .contains("set lockstep.coordinator.enabled=true")
        .doesNotContain("href=\"/dashboard/plans\"");
    assertThat(otto.get("/dashboard/nothing").status()).isEqualTo(404);
    assertThat(otto.get("/dashboard/nothing").text()).contains("<main");
    assertThat(otto.part(T + "never-was/body").text()).doesNotContain("<main");
  }

  @Test
  void severalAreChosenLookedAtAndDoneWithAResultForEach() {
    for (int each = 0; each < 5; each++) {
      cora.prepare("s-" + each, COMMAND.replace("press-1", each % 2 == 0 ? "press-1" : "press-2"));
      otto.resolve("s-" + each, "rolled_back", "stopped");
    }
    String line = otto.get("/dashboard").text();
    assertThat(line).contains("5 alike", "Which 5", ">s-4</a>").doesNotContain("id=\"w-s-0\"");
    assertThat(vera.get("/dashboard").text()).contains("5 alike").doesNotContain("/several?kind");
    String alike =
        otto.get(
                PageCaller.matched(line, "/dashboard/several\\?kind=heuristic[^\"]*")
                    .replace("&amp;", "&"))
            .text();
    assertThat(alike)
        .contains("5 that wait alike are chosen")
        .contains("value=\"s-0\" aria-label=\"Choose s-0\" checked")
        .contains("value=\"s-4\" aria-label=\"Choose s-4\" checked");
    String list = otto.get("/dashboard/several?kind=heuristic").text();
    assertThat(list).doesNotContain(" checked");
    assertThat(list).contains("s-0", "s-4", "Forget");
    PageCaller.Shown check =
        otto.post(
            "/dashboard/several/check",
            "token=%s&kind=heuristic&do=forget&id=s-0&id=s-1&id=s-2&id=gone"
                .formatted(PageCaller.token(list, "/dashboard/several/check")));
    assertThat(check.text()).contains("for 3 transactions", "Left out", "gone", "Force");

    PageCaller.Shown begun =
        otto.post("/dashboard/several/start", PageCaller.form(check.text(), "looked at all"));

    assertThat(begun.status()).isEqualTo(303);
    await()
        .until(
            () -> otto.get(begun.location()).text(),
            text -> text.contains("3 of 3 finished: 3 done, 0 not done"));
    assertThat(otto.get("/dashboard/several").text())
        .contains("Run 1: Forget, 3 of 3 done, by otto");
    PageCaller.Shown again =
        otto.post("/dashboard/several/start", PageCaller.form(check.text(), "once more"));
    await()
        .until(
            () -> otto.get(again.location()).text(),
            text -> text.contains("3 of 3 finished: 0 done, 3 not done"));
    assertThat(otto.get(again.location()).text()).contains("Nothing was done: since you looked");
    cora.delete("/api/v1/transactions/s-3");
    cora.delete("/api/v1/transactions/s-4");
  }
}
