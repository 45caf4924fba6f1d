package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.app.security.SecuredPlant;
import dev.lockstep.plant.TlsKeys;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trust on the page over HTTP: who sees and decides what, and what each is told. */
@QuarkusTest
@TestProfile(DashboardTest.Plant.class)
class DashboardTrustTest {
  private static final String TRUST = "/dashboard/trust";
  private static final String AWAY = "press-away";

  @TestHTTPResource("/")
  URI base;

  @TempDir private Path home;
  private PageCaller otto;
  private PageCaller vera;
  private ApiCaller api;
  private ShownCertificate shown;
  private String print;

  /** The gateway's own certificate stands for one that a server has shown. */
  @BeforeEach
  void showOne() throws IOException {
    otto = new PageCaller(base).signedIn("otto", SecuredPlant.PASSWORD);
    vera = new PageCaller(base).signedIn("vera", SecuredPlant.PASSWORD);
    api = new ApiCaller(base, Optional.empty()).as("otto", SecuredPlant.PASSWORD);
    shown = ShownCertificate.at(api);
    print = shown.thumbprint();
  }

  @AfterEach
  void forget() throws IOException {
    shown.forget();
    Files.deleteIfExists(shown.pki().resolve("rejected/certs/hostile.der"));
  }

  private String path(String act) {
    return "%s/%s/%s".formatted(TRUST, print, act);
  }

  private String approveForm() {
    return otto.get(path("approve") + "?device=" + AWAY).text();
  }

  /** What the form holds, with this reason, and the fingerprint compared. */
  private static Map<String, String> filled(String form, String action, String reason) {
    Map<String, String> fields = new HashMap<>();
    fields.put("token", PageCaller.token(form, action));
    fields.put("shown", PageCaller.value(form, "shown"));
    fields.put("reason", reason);
    fields.put("compared", "yes");
    fields.put("device", AWAY);
    return fields;
  }

  private boolean approved() {
    return Files.exists(shown.pki().resolve("known/press-away.der"));
  }

  @Test
  void viewerSeesWhoIsTrustedAndNothingToPress() throws IOException {
    String page = vera.get(TRUST).text();
    String groups = print.substring(0, 4) + " " + print.substring(4, 8) + " ";

    assertThat(page)
        .contains("Wants in", "This gateway's own", "press-away", groups, "days left")
        .doesNotContain("/approve", "/reject", "/revoke", "/renew");
    assertThat(otto.get(TRUST).text()).contains(path("reject"), TRUST + "/own/renew");
    assertThat(new PageCaller(base).get(TRUST).location()).startsWith("/dashboard/login");
    assertThat(new PageCaller(base).part(TRUST + "/body").status()).isEqualTo(401);
    for (String each : List.of(path("reject"), path("revoke"), TRUST + "/own/renew")) {
      String token = PageCaller.token(otto.get(each).text(), each);
      assertThat(vera.get(each).status()).as(each).isEqualTo(403);
      assertThat(vera.post(each, Map.of("token", token, "reason", "x")).status())
          .as(each)
          .isEqualTo(403);
    }
    String approve = approveForm();
    assertThat(vera.post(path("approve"), filled(approve, path("approve"), "x")).status())
        .isEqualTo(403);
    assertThat(vera.get(path("approve") + "?device=" + AWAY).status()).isEqualTo(403);
    assertThat(approved()).isFalse();
  }

  @Test
  void formThatAnotherSiteSendsOrThatIsOfAnotherActDoesNothing() {
    Map<String, Map<String, String>> forms = new HashMap<>();
    forms.put(path("approve"), filled(approveForm(), path("approve"), "evil"));
    for (String each : List.of(path("reject"), path("revoke"), TRUST + "/own/renew")) {
      forms.put(each, filled(otto.get(each).text(), each, "evil"));
    }
    String newest = api.get("/api/v1/trust").at("/own/0/certificate/thumbprint");
    forms.forEach(
        (action, form) -> {
          assertThat(otto.with("Origin", "https://evil.example").post(action, form).status())
              .as(action)
              .isEqualTo(403);
          assertThat(otto.with("Sec-Fetch-Site", "cross-site").post(action, form).status())
              .as(action)
              .isEqualTo(403);
          Map<String, String> untold = new HashMap<>(form);
          untold.remove("token");
          assertThat(otto.post(action, untold).status()).as(action).isEqualTo(403);
          String other = action.equals(path("reject")) ? path("revoke") : path("reject");
          Map<String, String> foreign = new HashMap<>(form);
          foreign.put("token", PageCaller.token(otto.get(other).text(), other));
          assertThat(otto.post(action, foreign).text()).as(action).contains("load the page again");
        });
    assertThat(approved()).isFalse();
    assertThat(api.get("/api/v1/trust").at("/own/0/certificate/thumbprint")).isEqualTo(newest);
    assertThat(shown.pki().resolve("decided/" + print + ".txt")).doesNotExist();
  }

  @Test
  void approvalWantsTheComparisonAndAReasonAndStandsInTheRecord() {
    String form = approveForm();
    assertThat(form)
        .contains("Approve a certificate for press-away", "SHA-1", "group by group")
        .contains("press-away alone trusts it from then on");
    Map<String, String> press = filled(form, path("approve"), "  read at the cabinet  ");
    Map<String, String> uncompared = new HashMap<>(press);
    uncompared.remove("compared");
    PageCaller.Shown refused = otto.post(path("approve"), uncompared);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text())
        .contains("Compare the fingerprint at the machine first", "read at the cabinet");
    Map<String, String> silent = new HashMap<>(press);
    silent.put("reason", " ");
    assertThat(otto.post(path("approve"), silent).text()).contains("Say why");
    assertThat(approved()).isFalse();

    PageCaller.Shown done = otto.post(path("approve"), press);

    assertThat(done.status()).isEqualTo(303);
    assertThat(approved()).isTrue();
    assertThat(otto.get(done.location()).text())
        .contains("press-away keeps the server of")
        .contains("approved for press-away by otto", "read at the cabinet", path("revoke"));
    assertThat(vera.get(done.location()).text()).doesNotContain("press-away keeps the server of");
    assertThat(otto.get("/dashboard/audit").text())
        .contains("approve certificate", print + " for device press-away", "read at the cabinet");
  }

  @Test
  void secondOfTwoOperatorsIsToldWhatTheFirstOneDid() {
    Map<String, String> ottos = filled(approveForm(), path("approve"), "compared");
    String reject = otto.get(path("reject")).text();
    api.post(
        "/api/v1/trust/" + print + "/approve",
        "{\"device\": \"press-away\", \"reason\": \"anna was here\"}");

    PageCaller.Shown second = otto.post(path("approve"), ottos);
    assertThat(second.status()).isEqualTo(409);
    assertThat(second.text())
        .contains("Nothing was done: since you looked, otto approved it for press-away at")
        .contains("anna was here", "compared");
    PageCaller.Shown rejected = otto.post(path("reject"), filled(reject, path("reject"), "no"));
    assertThat(rejected.status()).isEqualTo(409);

    String again = otto.get(path("revoke")).text();
    assertThat(again).contains("Sessions that end", AWAY, "No live transaction holds");
    PageCaller.Shown revoked = otto.post(path("revoke"), filled(again, path("revoke"), "sold"));
    assertThat(otto.get(revoked.location()).text())
        .contains("is not trusted any more", "revoked by otto");
    assertThat(approved()).isFalse();
    assertThat(otto.post(path("revoke"), filled(again, path("revoke"), "sold")).text())
        .contains("since you looked, otto revoked it at");
  }

  @Test
  void ownCertificateIsRenewedOnceHoweverOftenTheFormIsSent() throws IOException {
    String path = TRUST + "/own/renew";
    String form = otto.get(path).text();
    assertThat(form).contains("Trust it on each machine", "days left");

    PageCaller.Shown done = otto.post(path, filled(form, path, "before it ends"));

    assertThat(otto.get(done.location()).text()).contains("sessions that begin from now on use it");
    String newest = api.get("/api/v1/trust").at("/own/0/certificate/thumbprint");
    assertThat(newest).isNotEqualTo(print);
    assertThat(otto.post(path, filled(form, path, "once more")).status()).isEqualTo(409);
    assertThat(api.get("/api/v1/trust").at("/own/0/certificate/thumbprint")).isEqualTo(newest);
    PageCaller.Shown soon = otto.post(path, filled(otto.get(path).text(), path, "again"));
    assertThat(otto.get(soon.location()).text())
        .contains("Nothing was changed: a new one was made just now, RENEW by otto");
    Files.deleteIfExists(shown.pki().resolve("decided/" + newest + ".txt"));
  }

  @Test
  void hostileNameInACertificateIsShownAndNeverRun() throws Exception {
    TlsKeys keys = new TlsKeys(home).make("bad", "\\<img src=x\\>{page.own}", "dns:bad");
    try (InputStream pem = Files.newInputStream(keys.certificate("bad"))) {
      byte[] der = CertificateFactory.getInstance("X.509").generateCertificate(pem).getEncoded();
      Files.write(shown.pki().resolve("rejected/certs/hostile.der"), der);
    }
    assertThat(otto.get(TRUST).text())
        .contains("&lt;img src=x&gt;{page.own}")
        .doesNotContain("<img");
  }

  @Test
  void whatIsNotThereIsSaidOnAPage() {
    assertThat(otto.get(TRUST + "/" + "0".repeat(64) + "/reject").status()).isEqualTo(404);
    assertThat(otto.get(TRUST + "/" + "0".repeat(64) + "/reject").text())
        .contains("no certificate of that fingerprint", "<main");
    assertThat(otto.get(path("approve")).status()).as("for which device?").isEqualTo(404);
    assertThat(otto.get(path("approve") + "?device=press-1").text())
        .contains("press-1 is no device that is reached over OPC UA");
    assertThat(otto.get(path("renew")).status()).isEqualTo(404);
    assertThat(otto.get(TRUST + "/own/revoke").status()).isEqualTo(404);
    assertThat(otto.get(path("adore")).status()).isEqualTo(404);
    PageCaller.Shown nobodys =
        otto.post(
            path("approve"), with(filled(approveForm(), path("approve"), "x"), "device", "lathe"));
    assertThat(nobodys.status()).isEqualTo(404);
    assertThat(nobodys.text()).contains("lathe is no device that is reached over OPC UA");
    assertThat(approved()).isFalse();
  }

  private static Map<String, String> with(Map<String, String> form, String name, String value) {
    Map<String, String> other = new HashMap<>(form);
    other.put(name, value);
    return other;
  }
}
