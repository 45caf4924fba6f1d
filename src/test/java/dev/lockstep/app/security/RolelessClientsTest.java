package dev.lockstep.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Moment;
import dev.lockstep.plant.TlsKeys;
import dev.lockstep.rest.TlsCertificates;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients without a role are named, and counted by their certificate. */
class RolelessClientsTest {
  private final RolelessClients clients =
      new RolelessClients(() -> new Moment(Instant.EPOCH, 0, "this-run"), 2);

  @TempDir private Path folder;

  @Test
  void oneThatComesAgainIsOneWithItsLastAddress() throws Exception {
    X509Certificate gone = made("gone");
    clients.note(gone, "10.0.0.1");
    clients.note(made("else"), "10.0.0.2");
    clients.note(gone, "10.0.0.3");
    assertThat(clients.all()).hasSize(2);
    TlsCertificates.Roleless latest = clients.all().getFirst();
    assertThat(latest.certificate()).isEqualTo(gone);
    assertThat(latest.address()).isEqualTo("10.0.0.3");
    assertThat(latest.times()).isEqualTo(2);
    assertThat(clients.dropped()).isZero();

    clients.note(made("third"), "10.0.0.4");
    assertThat(clients.all()).hasSize(2);
    assertThat(clients.all().getLast().certificate())
        .as("the least recent made room")
        .isEqualTo(gone);
    assertThat(clients.dropped()).isEqualTo(1);
  }

  private X509Certificate made(String name) throws Exception {
    TlsKeys keys = new TlsKeys(folder).make(name, "dns:" + name);
    try (InputStream octets = Files.newInputStream(keys.certificate(name))) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(octets);
    }
  }
}
