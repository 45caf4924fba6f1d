package dev.lockstep.app.config;

import dev.lockstep.device.ByteSize;
import dev.lockstep.device.Range;
import dev.lockstep.standby.LineRules;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Two PCs for one line: {@code lockstep.standby.*}. Both have the same {@code
 * lockstep.gateway.name}, which is the line's, the same devices, and the same keys of {@link Line}.
 */
public interface StandbyConfig {
  @WithDefault("false")
  boolean enabled();

  /** This PC's name in its line; stands in its certificate. */
  Optional<String> name();

  /** The other one's. */
  Optional<String> peerName();

  /** Where this PC listens for the other, {@code host:port}. */
  Optional<String> listen();

  /** Where the other one listens. */
  Optional<URI> peer();

  @WithParentName
  Files files();

  @WithParentName
  Line line();

  @WithParentName
  Link link();

  /** PEM files of the link. */
  interface Files {
    /** This PC's, with those that signed it behind it. */
    Optional<Path> certificate();

    /** PKCS 8, not encrypted. */
    Optional<Path> key();

    /** Whom the other PC's certificate comes from, or that certificate itself. */
    Optional<Path> trust();
  }

  /** What both PCs have to agree on. */
  interface Line {
    /** Who keeps the lease. */
    @WithDefault("PEER")
    LineRules.Keeper lease();

    /** Whether the active PC waits for the standby. */
    @WithDefault("SYNCHRONOUS")
    LineRules.Mode mode();

    /** How long a lease lasts. A takeover waits for it; what is shorter ends by a short pause. */
    @WithDefault("10s")
    @Range(least = "1s", most = "10m")
    Duration leaseDuration();
  }

  /** What the link waits for, and how much it holds. */
  interface Link {
    /** How long a standby that does not confirm is waited for, where it may be left behind. */
    @WithDefault("5s")
    @Range(least = "100ms", most = "10m")
    Duration aloneAfter();

    @WithDefault("2s")
    @Range(least = "10ms", most = "1m")
    Duration connectTimeout();

    /** How long the other PC may take for one message. */
    @WithDefault("5s")
    @Range(least = "10ms", most = "1m")
    Duration answerMax();

    /** Changes that are kept for a standby that was away for a moment; more cost a whole copy. */
    @WithDefault("64M")
    @Range(least = "1M", most = "1G")
    ByteSize bufferMax();

    /** Former databases that are kept, each from before another PC's took their place. */
    @WithDefault("3")
    @Range(least = "1", most = "100")
    int asideMax();
  }
}
