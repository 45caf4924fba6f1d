package dev.lockstep.app.security;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.OidcConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** Tokens as text, and the keys of a gateway that takes some; nothing here is signed. */
final class TokenPlay {
  static final String ISSUER = "https://keycloak.plant.example/realms/plant";

  private TokenPlay() {}

  static GatewayConfig config(Map<String, String> more) {
    Map<String, String> keys = new HashMap<>();
    keys.put("lockstep.oidc.issuer", ISSUER);
    keys.put("lockstep.oidc.roles-file", "roles");
    keys.putAll(more);
    return new SmallRyeConfigBuilder()
        .withConverter(Duration.class, 300, new DurationConverter())
        .withSources(new PropertiesConfigSource(keys, "a person's", 300))
        .withMapping(GatewayConfig.class)
        .build()
        .getConfigMapping(GatewayConfig.class);
  }

  static OidcConfig keys(Map<String, String> more) {
    return config(more).oidc();
  }

  static String token(String header, String claims) {
    return encoded(header) + "." + encoded(claims) + "." + encoded("signature");
  }

  static TokenClaims claims(String claims) {
    return TokenClaims.decode(token("{\"alg\":\"RS256\"}", claims)).orElseThrow();
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
