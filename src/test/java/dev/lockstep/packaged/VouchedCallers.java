package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.plant.TlsKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Callers of whom a provider says something, each by the name of its story. */
final class VouchedCallers {
  /** A user of the file, as HTTP Basic says it. */
  static final String OTTO =
      "Basic "
          + Base64.getEncoder()
              .encodeToString("otto:correct horse".getBytes(StandardCharsets.UTF_8));

  private VouchedCallers() {}

  /** Writes the file that gives the claim's values their roles. */
  static void roles(Path folder, String lines) throws IOException {
    Path file = Files.writeString(folder.resolve("roles"), lines);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }

  /** As a part of a token is written (RFC 7515, 2). */
  static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes the file of users, as a person does. */
  static void users(Path folder) throws Exception {
    CommandLine.Said said =
        new CommandLine(folder, Map.of())
            .run(
                List.of(
                    "sh",
                    "-c",
                    "printf 'correct horse\\n' | %s user --file users otto operator viewer"
                        .formatted(Distribution.home().resolve("bin/lockstep"))));
    assertThat(said.code()).as("%s", said).isZero();
  }

  /** What the provider is told to say of them: JSON of mock-oauth2-server. */
  static String configuration() {
    return configuration("\"NettyWrapper\"");
  }

  /** The same from a provider that shows this certificate. */
  static String configuration(TlsKeys keys, String name) {
    return configuration(
        """
        {"type": "NettyWrapper", "ssl": {"keystoreType": "PKCS12", "keystoreFile": "%s",
         "keystorePassword": "%s", "keyPassword": "%s"}}
        """
            .formatted(keys.store(name).toAbsolutePath(), keys.password(), keys.password()));
  }

  private static String configuration(String server) {
    long now = Instant.now().getEpochSecond();
    return """
    {"interactiveLogin": true, "httpServer": %s, "tokenCallbacks": [
      {"issuerId": "plant", "tokenExpiry": 600, "requestMappings": [
        %s, %s, %s, %s, %s, %s]},
      {"issuerId": "other", "tokenExpiry": 600, "requestMappings": [%s]}]}
    """
        .formatted(
            server,
            mapping("operator", "lockstep", "plant-operators", ""),
            mapping("coordinator", "lockstep", "line-control", ""),
            mapping("guest", "lockstep", "guests", ""),
            mapping("elsewhere", "account", "plant-operators", ""),
            mapping("expired", "lockstep", "plant-operators", ", \"exp\": " + (now - 3_600)),
            mapping(
                "skewed",
                "lockstep",
                "plant-operators",
                ", \"exp\": " + (now + 600) + ", \"iat\": " + (now + 20)),
            mapping("operator", "lockstep", "plant-operators", ""));
  }

  private static String mapping(String story, String audience, String group, String more) {
    return """
    {"requestParam": "story", "match": "%s", "claims": {"sub": "id-%s", "aud": ["%s"],
     "groups": ["%s"], "preferred_username": "%s"%s}}
    """
        .formatted(story, story, audience, group, story, more);
  }
}
