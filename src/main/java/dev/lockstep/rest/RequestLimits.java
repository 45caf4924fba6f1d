package dev.lockstep.rest;

import dev.lockstep.device.ByteSize;
import dev.lockstep.device.Range;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * Limits of requests (P8): {@code lockstep.limits.*}. Beyond a limit a request is refused, never
 * truncated.
 */
public interface RequestLimits {
  /** Of a request's body. */
  @WithDefault("1M")
  @Range(least = "1K", most = "64M")
  ByteSize bodyMax();

  /** Of all bodies that are here at once; not below one body. */
  @WithDefault("64M")
  @Range(least = "1K", most = "64M", notBelow = "body-max")
  ByteSize bodiesMax();

  /** How deep JSON may nest. */
  @WithDefault("32")
  @Range(least = "1")
  int depthMax();

  /** Characters of one string. */
  @WithDefault("65536")
  @Range(least = "1")
  int textMax();

  /** Commands of one transaction. */
  @WithDefault("1000")
  @Range(least = "1")
  int commandsMax();

  /** Arguments of one command. */
  @WithDefault("1000")
  @Range(least = "1")
  int argumentsMax();

  /** Other participants named by a prepare. */
  @WithDefault("100")
  @Range(least = "1")
  int participantsMax();

  /** Transactions on one page. */
  @WithDefault("500")
  @Range(least = "1")
  int pageMax();

  /** The shortest timeout of a prepare; shorter ones are refused: no device could answer. */
  @WithDefault("10ms")
  @Range(least = "0s")
  Duration timeoutMin();

  /** The timeout where the request says nothing. */
  @WithDefault("10s")
  @Range(least = "0s", notBelow = "timeout-min")
  Duration timeoutDefault();

  /** The longest timeout; longer ones are refused. */
  @WithDefault("5m")
  @Range(least = "0s", notBelow = "timeout-default")
  Duration timeoutMax();

  /** Prepares that are answered at once; see {@link Admission}. */
  @WithDefault("512")
  @Range(least = "1")
  int votesMax();

  /** Decisions and other changes that are answered at once. */
  @WithDefault("512")
  @Range(least = "1")
  int decisionsMax();

  /** Questions that are answered at once. */
  @WithDefault("64")
  @Range(least = "1")
  int looksMax();

  /** Live readings of one device at once. */
  @WithDefault("8")
  @Range(least = "1")
  int readingsMax();

  /** What a prepare may ask for. */
  default Timeout timeout() {
    return new Timeout(timeoutMin(), timeoutDefault(), timeoutMax());
  }

  /**
   * How long a request may take.
   *
   * @param least shorter ones are refused
   * @param usual where the request says nothing
   * @param most longer ones are refused
   */
  record Timeout(Duration least, Duration usual, Duration most) {}
}
