package dev.lockstep.coordinator;

import dev.lockstep.device.Backoff;
import dev.lockstep.device.ByteSize;
import dev.lockstep.device.Range;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of the coordinator role: {@code lockstep.coordinator.*}. */
public interface CoordinatorSettings {
  @WithDefault("false")
  boolean enabled();

  /** Where its decisions stand. */
  @WithDefault("sqlite")
  Log log();

  /** Kinds of logs. */
  enum Log {
    /** A file of this process: it is the one coordinator. */
    SQLITE,
    /** An ensemble of ZooKeeper servers, which several coordinators share. */
    ZOOKEEPER
  }

  /** The file of its decisions, where they stand in one. */
  @WithDefault("data/decisions.db")
  Path path();

  /**
   * Where gateways in doubt reach it, without a slash at its end; else where this process listens.
   */
  Optional<URI> publicUrl();

  /** Base addresses of gateways that may be called; where there are none, loopback only. */
  Optional<List<URI>> gateways();

  @WithParentName
  Times times();

  @WithParentName
  Limits limits();

  /** How long things may take. */
  interface Times {
    /** For votes, where a request names none. */
    @WithDefault("10s")
    @Range(least = "1ms")
    Duration timeout();

    /** What a request may ask for. */
    @WithDefault("5m")
    @Range(least = "1ms")
    Duration timeoutMax();

    /** Added to the timeout before a vote counts as missing: for the way there and back. */
    @WithDefault("1s")
    @Range(least = "1ms")
    Duration transitMax();

    /** How long the other votes are waited for once one has refused. */
    @WithDefault("500ms")
    @Range(least = "1ms")
    Duration reasonsMax();

    /** How long a POST waits for the end before it answers 202. */
    @WithDefault("20s")
    @Range(least = "1ms")
    Duration answerMax();

    /** How long one commit, rollback or forget may take. */
    @WithDefault("15s")
    @Range(least = "1ms")
    Duration requestMax();

    /** How long a forget waits for others to the same gateway, to go in one call; 0: not at all. */
    @WithDefault("1s")
    @Range(least = "0s", most = "1m")
    Duration forgetPause();

    /** Before the second attempt; doubles with each further one. */
    @WithDefault("200ms")
    @Range(least = "1ms")
    Duration pause();

    /** The longest pause between attempts. */
    @WithDefault("5s")
    @Range(least = "1ms", notBelow = "pause")
    Duration pauseMax();

    /** The pauses between attempts. */
    default Backoff backoff() {
      return new Backoff(pause(), pauseMax());
    }
  }

  /** How many there may be. */
  interface Limits {
    /** Coordinations that are not at their end, at one time. */
    @WithDefault("1000")
    @Range(least = "1")
    int liveMax();

    /** Participants of one coordination: more, with reasons, would not fit the log's documents. */
    @WithDefault("16")
    @Range(least = "1", most = "64")
    int participantsMax();

    /** Commands of one coordination, all participants together. */
    @WithDefault("256")
    @Range(least = "1")
    int commandsMax();

    /** Requests to one gateway that are under way at one time. */
    @WithDefault("16")
    @Range(least = "1")
    int requestsPerGatewayMax();

    /** Of a gateway's answer that are read. */
    @WithDefault("64K")
    @Range(least = "1K", most = "64M")
    ByteSize answerBytesMax();

    /** Answers "not known" to a commit before the hazard is put on record. */
    @WithDefault("5")
    @Range(least = "1")
    int lostMax();

    /** Attempts to let a gateway forget. */
    @WithDefault("20")
    @Range(least = "1")
    int forgetsMax();
  }
}
