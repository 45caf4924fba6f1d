package dev.lockstep.app.config;

import dev.lockstep.device.ByteSize;
import dev.lockstep.device.Range;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Configuration keys under {@code lockstep.oidc}: callers whom an OpenID provider vouches for
 * (OpenID Connect Core 1.0), beside users of the file and certificates. Off where no issuer is set.
 */
public interface OidcConfig {
  /** The provider, as its tokens name it ({@code iss}); its metadata lies below (Discovery 1.0). */
  Optional<URI> issuer();

  /** Who the gateway is at the provider. */
  @WithDefault("lockstep")
  String clientId();

  /** What it proves that with; a public client has none. */
  Optional<Path> clientSecretFile();

  /** Whom tokens for the API must be for ({@code aud}); else the client's id. */
  Optional<String> audience();

  /** Roles of the values of a claim: lines {@code VALUE=ROLE[,ROLE]}. */
  Optional<Path> rolesFile();

  /** The claim; with dots between them, names that lead into objects. */
  @WithDefault("groups")
  String rolesClaim();

  /** The claim with the name that people know; the subject stands beside it wherever it is kept. */
  @WithDefault("preferred_username")
  String nameClaim();

  /** Whether the page offers a login there; without it only tokens for the API are taken. */
  @WithDefault("true")
  boolean page();

  /** What such a login asks for, beside {@code openid}. */
  @WithDefault("profile")
  List<String> scopes();

  /** How long such a login lasts at most: a person who was shut out there is out here after it. */
  @WithDefault("1h")
  @Range(least = "1m", most = "30d")
  Duration sessionMax();

  /** How far the provider's clock may be from this one. */
  @WithDefault("30s")
  @Range(least = "0s", most = "5m")
  Duration clockSkewMax();

  /** Characters of a token. */
  @WithDefault("8K")
  @Range(least = "1K", most = "16K")
  ByteSize tokenMax();

  /** How long a connection to the provider may take to come about, and an answer to come. */
  @WithDefault("5s")
  @Range(least = "100ms", most = "1m")
  Duration answerMax();

  /** How often the provider is looked at while it does not answer; and ten times that long else. */
  @WithDefault("30s")
  @Range(least = "1s", most = "1h")
  Duration retryEvery();
}
