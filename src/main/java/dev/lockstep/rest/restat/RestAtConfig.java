package dev.lockstep.rest.restat;

import dev.lockstep.device.ByteSize;
import dev.lockstep.device.Range;
import dev.lockstep.rest.client.CoordinatorClientSettings;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Configuration of the REST-AT participant: {@code lockstep.restat.*}. */
public interface RestAtConfig extends CoordinatorClientSettings {
  /** What a transaction's address must be, or lie below; empty: no enlistment is accepted. */
  @Override
  @WithName("coordinators")
  Optional<List<URI>> allowed();

  /**
   * Where coordinators reach this gateway; else where this process listens. They keep it in their
   * logs, so it should stay the same across restarts; where it does not, see {@link
   * EnlistmentRelocation}.
   */
  Optional<URI> publicUrl();

  @Override
  @WithDefault("2s")
  @Range(least = "1ms")
  Duration answerMax();

  /** Large, because a coordinator lists all its transactions in its status. */
  @Override
  @WithDefault("1M")
  @Range(least = "1K", most = "64M")
  ByteSize answerBytesMax();

  /** Enlistments that are remembered and have not been asked to prepare. */
  @WithDefault("10000")
  @Range(least = "1")
  int enlistedMax();

  /** How long one is remembered at least, where there are more. */
  @WithDefault("1h")
  @Range(least = "1ms")
  Duration enlistedFor();
}
