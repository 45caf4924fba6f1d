package dev.lockstep.packaged;

import java.time.Instant;

/** Callers of whom a provider says something, each by the name of its story. */
final class VouchedCallers {
  private VouchedCallers() {}

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
