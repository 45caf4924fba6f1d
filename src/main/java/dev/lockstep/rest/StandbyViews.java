package dev.lockstep.rest;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What the API says of the two PCs of a line. */
public final class StandbyViews {
  private StandbyViews() {}

  /** What a PC is in its line. */
  public enum LineRole {
    /** Looks for the other PC. */
    WAITING,
    /** Is given the changes of the active one. */
    STANDBY,
    /** A person has asked it to be active. */
    TAKING_OVER,
    /** Moves machines. */
    ACTIVE,
    /** Ends its process. */
    ENDING
  }

  /**
   * A line, as one of its PCs sees it.
   *
   * @param inSync ACTIVE: whether the other PC has everything and may take over; else whether this
   *     one has
   * @param behind of the copy, by the active PC; empty where no standby is supplied
   */
  @RegisterForReflection
  @Schema(name = "Standby", description = "The two PCs of a line, as the one that answers sees it")
  public record LineView(
      @Schema(description = "the line: lockstep.gateway.name of both", examples = "line-3")
          String gateway,
      @Schema(description = "the one that answers", examples = "pc-1") String pc,
      LineRole role,
      @Schema(description = "number of the reign; grows with every takeover") long term,
      @Schema(description = "who keeps the lease: PEER or ZOOKEEPER") String lease,
      @Schema(description = "SYNCHRONOUS or ASYNCHRONOUS") String mode,
      @Schema(
              description =
                  "how long this PC may still move machines, ISO 8601; not there: as long as it runs")
          Optional<Duration> leaseLeft,
      @Schema(
              description =
                  "ACTIVE: whether the other PC has everything and may take over; else whether this one has")
          boolean inSync,
      Optional<LineLag> behind,
      PeerView peer,
      @Schema(description = "what a person should know, and do; not there: nothing")
          Optional<String> remedy) {}

  /** The other PC. */
  @RegisterForReflection
  @Schema(name = "StandbyPeer", description = "The other PC of the line")
  public record PeerView(
      String name,
      @Schema(description = "where it listens") String address,
      @Schema(description = "whether it answers") boolean answers,
      @Schema(description = "why not") Optional<String> detail) {}

  /** How far the standby is behind. */
  @RegisterForReflection
  @Schema(name = "StandbyLag", description = "What the standby has not confirmed")
  public record LineLag(
      @Schema(description = "changes of the databases") long changes,
      @Schema(description = "age of the oldest") long millis) {}

  /** What became of a person's word. */
  @RegisterForReflection
  @Schema(name = "StandbyWord", description = "What became of an operator's word about the line")
  public record WordView(
      @Schema(description = "DONE, ALREADY, or BEGUN: done when the other PC's lease is over")
          String result,
      String detail) {}
}
