package dev.lockstep.rest.client;

import dev.lockstep.device.ByteSize;
import dev.lockstep.device.Range;
import dev.lockstep.rest.Origin;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of the client that asks coordinators: {@code lockstep.coordinators.*}. */
public interface CoordinatorClientSettings {
  /**
   * What an address must be, or lie below, to be called (scheme, host, port and path); empty: none
   * is asked.
   */
  Optional<List<URI>> allowed();

  /** How long an answer may take, and how long a question waits for its turn. */
  @WithDefault("3s")
  @Range(least = "1ms")
  Duration answerMax();

  /** Of an answer that are read. */
  @WithDefault("16K")
  @Range(least = "1K", most = "64M")
  ByteSize answerBytesMax();

  /** {@link #allowed} as it is compared. */
  default List<Origin> origins() {
    return allowed().orElse(List.of()).stream().map(each -> Origin.of(each.toString())).toList();
  }
}
