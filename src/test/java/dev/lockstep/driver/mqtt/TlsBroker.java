package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A mosquitto with TLS, and certificates of its own by openssl. */
final class TlsBroker {
  private TlsBroker() {}

  /** A broker whose certificate, signed by {@code ca.crt} there, has this alternative name. */
  static TestBroker started(Path directory, String alternativeName) throws Exception {
    String ca = directory.resolve("ca").toString();
    String own = directory.resolve("own").toString();
    run(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=a test's authority",
        "-keyout",
        ca + ".key",
        "-out",
        ca + ".crt");
    run(
        "openssl",
        "req",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=broker",
        "-keyout",
        own + ".key",
        "-out",
        own + ".csr");
    Files.writeString(Path.of(own + ".ext"), "subjectAltName=" + alternativeName);
    run(
        "openssl",
        "x509",
        "-req",
        "-in",
        own + ".csr",
        "-CA",
        ca + ".crt",
        "-CAkey",
        ca + ".key",
        "-CAcreateserial",
        "-days",
        "2",
        "-extfile",
        own + ".ext",
        "-out",
        own + ".crt");
    return MosquittoBroker.started(
        directory,
        List.of("allow_anonymous true", "certfile " + own + ".crt", "keyfile " + own + ".key"));
  }

  static void run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
  }
}
