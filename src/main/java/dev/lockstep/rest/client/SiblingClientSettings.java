package dev.lockstep.rest.client;

import dev.lockstep.device.ByteSize;
import dev.lockstep.device.Range;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the client that asks sibling gateways: {@code lockstep.siblings.*}. */
public interface SiblingClientSettings extends CoordinatorClientSettings {
  @Override
  @WithDefault("1M")
  @Range(least = "1K", most = "64M")
  ByteSize answerBytesMax();

  /**
   * How old the vote here must be before a sibling that has not voted is asked to give up its own:
   * a slow prepare elsewhere must not fail because this gateway is impatient.
   */
  @WithDefault("30s")
  @Range(least = "0s")
  Duration renounceAfter();
}
