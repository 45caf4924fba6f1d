package dev.lockstep.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Certificates of machines at the command line. */
@Timeout(30)
class TrustCommandsTest {
  private final PlayedGateway gateway = new PlayedGateway();
  private final CommandRig shell = new CommandRig();

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void trustIsListedWithWhyAndDecidedForOneDevice() {
    gateway
        .on(
            "GET /api/v1/trust",
            """
            {"own":[],"refused":[{"waits":true,"certificate":{"thumbprint":"ab12","subject":"CN=press","applicationUri":"urn:press",
               "validFrom":"2026-01-01T00:00:00Z","validUntil":"2027-01-01T00:00:00Z"},
              "sights":[{"device":"press-1","endpoint":"opc.tcp://press","why":"it is not trusted","times":3,"last":"2026-11-30T04:00:00Z"}]}],
             "trusted":[{"certificate":{"thumbprint":"cd34"},"devices":["oven"],
               "decision":{"act":"APPROVE","by":"otto","at":"2026-11-30T04:00:00Z","reason":"compared"}}],
             "devices":[{"device":"robot","approved":{"thumbprint":"ef56"}},{"device":"conveyor","source":"NONE"}]}
            """)
        .on(
            "POST /api/v1/trust/ab12/approve",
            "{\"detail\":\"press-1 keeps it\",\"remains\":[\"press-2 keeps another\"]}");

    assertThat(shell.run(gateway, "trust", "list").out())
        .isEqualTo(
            """
            refused, waits for a person  ab12
              subject  CN=press
              uri      urn:press
              valid    2026-01-01 01:00:00 +01:00 to 2027-01-01 01:00:00 +01:00
              refused  press-1 at opc.tcp://press: it is not trusted (3 times, last
                       2026-11-30 05:00:00 +01:00)
            trusted  cd34
              devices  oven
              decided  APPROVE by otto at 2026-11-30 05:00:00 +01:00: compared
            trusted for robot alone  ef56
            """);
    assertThat(
            shell
                .run(gateway, "trust", "approve", "ab12", "--device=press-1", "--reason=new server")
                .out())
        .isEqualTo("ab12: approved for press-1\n  press-1 keeps it\n  press-2 keeps another\n");
    assertThat(gateway.bodies("POST /api/v1/trust/ab12/approve"))
        .containsExactly(
            "{\"reason\":\"new server\",\"operator\":\"anna\",\"device\":\"press-1\"}");
  }

  @Test
  void ownCertificateIsRenewedAndTheServersThatAreToTrustItAreNamed() {
    gateway.on(
        "POST /api/v1/trust/own/renew",
        """
        {"certificate":{"thumbprint":"ef56"},"detail":"a new one was made",
         "remains":["the server of press-1 does not trust it yet"]}""");

    assertThat(shell.run(gateway, "trust", "renew", "--reason=ends in May").out())
        .isEqualTo(
            """
            ef56: the gateway's own from now on
              a new one was made
              the server of press-1 does not trust it yet
            """);
    assertThat(gateway.bodies("POST /api/v1/trust/own/renew"))
        .containsExactly("{\"reason\":\"ends in May\",\"operator\":\"anna\"}");
    assertThat(shell.run(gateway, "trust", "renew").code()).as("why is wanted").isEqualTo(2);
  }
}
