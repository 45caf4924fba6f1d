package dev.lockstep.packaged;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;

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

  /** What the provider is told to say of them: JSON of mock-oauth2-server. */
  static String configuration() {
    long now = Instant.now().getEpochSecond();
    return """
    {"interactiveLogin": true, "httpServer": "NettyWrapper", "tokenCallbacks": [
      {"issuerId": "plant", "tokenExpiry": 600, "requestMappings": [
        %s, %s, %s, %s, %s, %s]},
      {"issuerId": "other", "tokenExpiry": 600, "requestMappings": [%s]}]}
    """
        .formatted(
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
