package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Trust over HTTP: who wants in, and what operators decide. */
@QuarkusTest
@TestProfile(SimulatedPlant.class)
class TrustApiTest {
  private static final String TRUST = "/api/v1/trust";

  @TestHTTPResource("/")
  URI base;

  private ApiCaller caller;
  private ShownCertificate shown;
  private String thumbprint;

  /** The gateway's own certificate stands for one that a server has shown. */
  @BeforeEach
  void showOne() throws IOException {
    caller = new ApiCaller(base, Optional.empty());
    shown = ShownCertificate.at(caller);
    thumbprint = shown.thumbprint();
  }

  @AfterEach
  void forget() throws IOException {
    shown.forget();
  }

  @Test
  void standingShowsTheGatewaysOwnCertificateAndWhatEachDeviceMeans() {
    ApiCaller.Said standing = caller.get(TRUST);
    assertThat(standing.status()).isEqualTo(200);
    assertThat(standing.at("/own/0/use")).isEqualTo("OPC_UA");
    assertThat(standing.at("/own/0/certificate/thumbprint")).matches("[0-9a-f]{64}");
    assertThat(standing.at("/own/0/certificate/thumbprintSha1")).matches("[0-9a-f]{40}");
    assertThat(standing.at("/own/0/certificate/applicationUri")).startsWith("urn:lockstep:");
    assertThat(standing.body().at("/own/0/certificate/daysLeft").asLong())
        .isBetween(3_000L, 4_000L);
    assertThat(standing.at("/devices/0/device")).isEqualTo("press-away");
    assertThat(standing.at("/devices/0/source")).isEqualTo("NOWHERE");
    assertThat(standing.at("/refused/0/certificate/thumbprint")).isEqualTo(thumbprint);
    assertThat(standing.body().has("faults")).isFalse();
  }

  @Test
  void certificateIsApprovedForADeviceAndRevokedAndEachActIsRecorded() {
    ApiCaller.Said approved =
        act(
            thumbprint,
            "approve",
            "\"device\": \"press-away\", \"operator\": \"anna\"",
            "compared");
    assertThat(approved.status()).isEqualTo(200);
    assertThat(approved.at("/decision/by")).isEqualTo("anna");
    assertThat(approved.at("/decision/device")).isEqualTo("press-away");
    assertThat(approved.at("/detail")).startsWith("press-away keeps the server of ");
    assertThat(caller.get(TRUST).at("/devices/0/approved/thumbprint")).isEqualTo(thumbprint);

    ApiCaller.Said again =
        act(thumbprint, "approve", "\"device\": \"press-away\", \"operator\": \"otto\"", "too");
    assertThat(again.body().at("/repeated").asBoolean()).isTrue();
    assertThat(again.at("/decision/by")).as("who was first").isEqualTo("anna");

    ApiCaller.Said revoked = act(thumbprint, "revoke", "\"operator\": \"otto\"", "sold");
    assertThat(revoked.at("/earlier/by")).isEqualTo("anna");
    ApiCaller.Said contradicted =
        act(thumbprint, "approve", "\"operator\": \"anna\"", "I know better");
    assertThat(contradicted.status()).isEqualTo(409);
    assertThat(contradicted.at("/type")).isEqualTo("/problems/decided-otherwise");
    assertThat(contradicted.at("/decision/act")).isEqualTo("REVOKE");
    assertThat(contradicted.at("/decision/by")).isEqualTo("otto");

    assertThat(whys("approve certificate", thumbprint + " for device press-away"))
        .contains("compared", "too");
    assertThat(whys("revoke certificate", thumbprint)).contains("sold");
  }

  @Test
  void thumbprintMayBeSpelledInCapitalsWithColons() {
    String colons = thumbprint.toUpperCase(Locale.ROOT).replaceAll("(..)(?!$)", "$1:");
    String path = URLEncoder.encode(colons, StandardCharsets.UTF_8);
    assertThat(act(path, "approve", "\"operator\": \"anna\"", "compared").status()).isEqualTo(200);
    assertThat(caller.get(TRUST).at("/trusted/0/certificate/thumbprint")).isEqualTo(thumbprint);
    assertThat(act(path, "reject", "\"operator\": \"anna\"", "no").at("/type"))
        .isEqualTo("/problems/decided-otherwise");
  }

  @Test
  void whatCannotBeDoneIsAProblemWithItsPlace() {
    String anna = "\"operator\": \"anna\"";
    assertThat(act("0".repeat(64), "approve", anna, "x").at("/type"))
        .isEqualTo("/problems/unknown-certificate");
    ApiCaller.Said nonsense = act("press", "approve", anna, "x");
    assertThat(nonsense.status()).isEqualTo(400);
    assertThat(nonsense.at("/parameter")).isEqualTo("thumbprint");
    for (String device : List.of("nobody", "press-1")) {
      assertThat(
              act(thumbprint, "approve", "\"device\": \"" + device + "\", " + anna, "x")
                  .at("/type"))
          .as(device)
          .isEqualTo("/problems/unknown-device");
    }
    assertThat(act(thumbprint, "revoke", "\"device\": \"press-away\", " + anna, "x").at("/pointer"))
        .isEqualTo("/device");
    assertThat(act(thumbprint, "revoke", anna, "x").at("/type"))
        .as("it is not trusted")
        .isEqualTo("/problems/decided-otherwise");
    assertThat(
            caller.post(TRUST + "/" + thumbprint + "/reject", "{\"reason\": \"x\"}").at("/pointer"))
        .as("nobody says who")
        .isEqualTo("/operator");
  }

  @Test
  void reasonOfSixtyKilobytesIsRefusedAndOneWithEscapeCodesHarmsNobody() throws IOException {
    String anna = "\"operator\": \"anna\"";
    assertThat(act(thumbprint, "reject", anna, "x".repeat(60_000)).status()).isEqualTo(413);
    ApiCaller.Said longer = act(thumbprint, "reject", anna, "x".repeat(501));
    assertThat(longer.at("/type")).isEqualTo("/problems/limit-exceeded");
    assertThat(longer.at("/pointer")).isEqualTo("/reason");
    assertThat(act(thumbprint, "reject", anna, " ").status()).isEqualTo(400);

    String codes = "red \\u001b[31m\\u0007 \\n and on";
    assertThat(act(thumbprint, "reject", anna, codes).status()).isEqualTo(200);
    assertThat(Files.readString(shown.pki().resolve("decided/" + thumbprint + ".txt")))
        .contains("red \\u001B[31m\\u0007 \\u000A and on")
        .doesNotContain("\u001b");
  }

  @Test
  void folderThatCannotBeWrittenIsNamed() throws IOException {
    Path known = shown.pki().resolve("known");
    Files.deleteIfExists(known);
    Files.createSymbolicLink(known, Path.of("/proc"));
    try {
      ApiCaller.Said failed =
          act(thumbprint, "approve", "\"device\": \"press-away\", \"operator\": \"anna\"", "x");
      assertThat(failed.status()).isEqualTo(503);
      assertThat(failed.at("/type")).isEqualTo("/problems/trust-unavailable");
      assertThat(failed.at("/detail"))
          .contains(shown.pki().toString(), "let the gateway's user write there");
    } finally {
      Files.delete(known);
    }
  }

  @Test
  void healthAndMetricsTellHowLongCertificatesLast() {
    assertThat(caller.get("/q/health/ready").response().body())
        .contains("\"certificateWarnings\": 0", "\"certificates\": \"\"");
    assertThat(caller.get("/q/metrics").response().body())
        .containsPattern(
            "lockstep_certificate_left_seconds\\{certificate=\"OPC_UA\"} [23]\\.\\d+E8")
        .contains("lockstep_certificate_left_seconds{certificate=\"HTTPS\"} NaN");
  }

  private List<String> whys(String act, String subject) {
    JsonNode page = caller.get("/api/v1/audit?limit=500").body();
    return StreamSupport.stream(page.get("records").spliterator(), false)
        .filter(each -> each.at("/act").asText().equals(act))
        .filter(each -> each.at("/subject").asText().equals(subject))
        .map(each -> each.at("/details/why").asText())
        .toList();
  }

  private ApiCaller.Said act(String print, String act, String members, String reason) {
    String body = "{%s, \"reason\": \"%s\"}".formatted(members, reason);
    return caller.post("%s/%s/%s".formatted(TRUST, print, act), body);
  }
}
