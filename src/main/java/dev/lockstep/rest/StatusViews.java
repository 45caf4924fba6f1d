package dev.lockstep.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.transaction.State;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** JSON shapes of the gateway's status. */
@RegisterForReflection(
    targets = {
      StatusViews.Status.class,
      StatusViews.Part.class,
      StatusViews.Waiting.class,
      StatusViews.Devices.class,
      StatusViews.Disconnected.class,
      StatusViews.Coordinations.class,
      StatusViews.Memory.class
    })
public final class StatusViews {
  private static final String MORE = "how many there are beyond those that are shown";

  private StatusViews() {}

  /**
   * All of it.
   *
   * @param ready whether every reservation stands again after the start
   * @param transactions live ones by state, each state that can be live among them
   * @param coordinations not there where the coordinator role is off
   */
  @Schema(name = "Status", description = "What a person must know, in ten seconds")
  public record Status(
      @Schema(examples = "line-a") String gateway,
      @Schema(examples = "0.1.0") String version,
      Instant now,
      @Schema(description = "whether every reservation stands again after the start") boolean ready,
      @JsonInclude(JsonInclude.Include.ALWAYS)
          @Schema(description = "the gateway's parts, and whether each does what it should")
          List<Part> health,
      @JsonInclude(JsonInclude.Include.ALWAYS)
          @Schema(description = "what waits for a person, the longest wait first")
          List<Waiting> waiting,
      @Schema(description = MORE) int waitingMore,
      @Schema(description = "servers' certificates that a person is to approve or reject")
          int certificatesWaiting,
      @Schema(description = "live transactions by state") Map<State.Name, Long> transactions,
      Devices devices,
      @Schema(description = "not there where the coordinator role is off")
          Optional<Coordinations> coordinations,
      Memory journal,
      @JsonInclude(JsonInclude.Include.ALWAYS)
          @Schema(description = "what does no harm yet and will, one sentence each")
          List<String> warnings) {}

  /** A part of the gateway. */
  @Schema(name = "Part", description = "A part of the gateway")
  public record Part(
      @Schema(examples = "journal") String name,
      boolean up,
      @Schema(description = "why not, or since when and how") Optional<String> detail) {
    /** Up where there are no troubles. */
    public static Part of(String name, List<String> troubles) {
      return new Part(
          name,
          troubles.isEmpty(),
          troubles.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", troubles)));
    }
  }

  /** What a person is waited for. */
  @Schema(name = "Waiting", description = "What a person is waited for")
  public record Waiting(
      @Schema(
              description = "as a transaction's waitsFor, and JOURNAL for damage in the journal",
              examples = "WITHHELD")
          String kind,
      @Schema(examples = "changeover-7") Optional<String> transaction,
      @Schema(description = "the first device that it is about", examples = "press-1")
          Optional<String> device,
      @Schema(description = "where it is about a coordination") Optional<String> coordination,
      @Schema(description = "not there where nothing says since when") Optional<Instant> since,
      @Schema(description = "why it does not end by itself") String cause,
      @Schema(description = "what may be done about it now") String remedy) {}

  /** The machines. */
  @Schema(
      name = "DevicesSummary",
      description = "How many devices there are, and which do not answer")
  public record Devices(
      int known,
      int connected,
      @JsonInclude(JsonInclude.Include.ALWAYS) List<Disconnected> disconnected,
      @Schema(description = MORE) int more) {}

  /** A machine that is not connected. */
  @Schema(name = "Disconnected", description = "A device that is not connected")
  public record Disconnected(
      @Schema(examples = "press-1") String name,
      Instant since,
      @Schema(description = "the last error") String detail) {}

  /** The coordinator role. */
  @Schema(name = "CoordinationsSummary", description = "The coordinator role of this gateway")
  public record Coordinations(
      @Schema(description = "those that have something left to be done") int live,
      @JsonInclude(JsonInclude.Include.ALWAYS)
          @Schema(description = "what an operator must know of, one sentence each")
          List<String> troubles) {}

  /** The journal. */
  @Schema(name = "JournalSummary", description = "Whether votes may rest on the journal now")
  public record Memory(
      @Schema(description = "false: every vote is ROLLBACK") boolean good,
      @Schema(description = "what failed its check or is missing, and waits for an operator")
          int damages) {}
}
