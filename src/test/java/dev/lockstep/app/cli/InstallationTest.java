package dev.lockstep.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

/** Where the gateway of an installation listens, by its configuration. */
class InstallationTest {
  private static String url(String... pairs) {
    CommandRig rig = new CommandRig();
    for (int at = 0; at < pairs.length; at += 2) {
      rig.key(pairs[at], pairs[at + 1]);
    }
    return rig.installation().url().toString();
  }

  @Test
  void withoutAnythingItIsLoopback() {
    assertThat(url()).isEqualTo("http://127.0.0.1:8080");
  }

  @Test
  void environmentWinsOverTheFile() {
    URI url =
        new CommandRig()
            .key("quarkus.http.port", "9000")
            .variable("QUARKUS_HTTP_PORT", "9001")
            .installation()
            .url();

    assertThat(url).hasToString("http://127.0.0.1:9001");
  }

  @Test
  void gatewayThatListensEverywhereIsCalledOnLoopback() {
    assertThat(url("quarkus.http.host", "0.0.0.0")).isEqualTo("http://127.0.0.1:8080");
    assertThat(url("quarkus.http.host", "fe80::7")).isEqualTo("http://[fe80::7]:8080");
  }

  @Test
  void tlsIsSpokenWhereThereIsACertificateAndNotOnlyLoopback() {
    String cert = "quarkus.tls.key-store.pem.0.cert";

    assertThat(url(cert, "gateway.crt", "quarkus.http.host", "line-a"))
        .isEqualTo("https://line-a:8443");
    assertThat(url(cert, "gateway.crt", "quarkus.http.insecure-requests", "disabled"))
        .isEqualTo("https://127.0.0.1:8443");
    assertThat(
            url(
                "quarkus.http.tls-configuration-name",
                "web",
                "quarkus.tls.web.key-store.p12.path",
                "web.p12",
                "quarkus.http.host",
                "line-a",
                "quarkus.http.ssl-port",
                "${my.port:9443}"))
        .isEqualTo("https://line-a:9443");
  }

  @Test
  void widthOfTheTerminalIsBounded() {
    assertThat(Terminal.width(null)).isEqualTo(80);
    assertThat(Terminal.width("132")).isEqualTo(132);
    assertThat(Terminal.width("0")).isEqualTo(80);
    assertThat(Terminal.width("100000")).isEqualTo(250);
    assertThat(Terminal.width("wide")).isEqualTo(80);
  }
}
