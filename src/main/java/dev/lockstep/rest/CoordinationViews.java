package dev.lockstep.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.coordinator.Coordination.Name;
import dev.lockstep.coordinator.Verdict;
import dev.lockstep.transaction.Outcome;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** JSON shapes of answers about coordinations. Empty members are left out. */
@RegisterForReflection(
    targets = {
      CoordinationViews.Coordination.class,
      CoordinationViews.PlanVersion.class,
      CoordinationViews.Participant.class,
      CoordinationViews.Cause.class,
      CoordinationViews.Line.class,
      CoordinationViews.Row.class,
      CoordinationViews.Page.class,
      CoordinationViews.Decision.class
    })
public final class CoordinationViews {
  private CoordinationViews() {}

  /** A participant's answer to prepare, as people read it. */
  public enum Ballot {
    COMMIT,
    READ_ONLY,
    ROLLBACK,
    /** The gateway has another transaction under this id. */
    REFUSED,
    /** No vote arrived that could be understood. */
    NONE
  }

  /** What a gateway in doubt is told. */
  public enum Word {
    COMMIT,
    ABORT,
    UNDECIDED
  }

  @Schema(
      name = "Decision",
      description = "What gateways in doubt ask for",
      requiredProperties = {"id", "decision"})
  public record Decision(
      String id,
      Word decision,
      @Schema(description = "of COMMIT: at which the machines move; not there: at once")
          Optional<Instant> instant) {}

  @Schema(
      name = "Coordination",
      description = "All that is known of a coordination",
      requiredProperties = {"id", "state"})
  public record Coordination(
      @Schema(examples = "changeover-7") String id,
      @Schema(description = "ENDED: every participant has confirmed, or is shown as a hazard")
          Name state,
      Optional<Verdict> decision,
      Optional<Instant> decidedAt,
      @Schema(description = "at which the machines are to move together; not there: at once")
          Optional<Instant> instant,
      @Schema(description = "why ABORT") List<String> reasons,
      @Schema(description = "what came of it, all participants taken together")
          Optional<Outcome> outcome,
      @Schema(description = "who did not do as decided, or cannot say") List<String> contradictions,
      List<Participant> participants,
      Optional<Instant> endedAt,
      @Schema(description = "true: a dry run, which is rolled back whatever the votes are")
          Optional<Boolean> dryRun,
      @Schema(description = "the plan that it was made of, where it was one")
          Optional<PlanVersion> plan,
      @Schema(description = "how it came there; only when asked for by id") List<Line> timeline) {}

  @Schema(name = "PlanVersion", description = "A plan, and which text it had")
  public record PlanVersion(
      @Schema(examples = "changeover") String name,
      @Schema(examples = "9f86d081884c7d65") String version) {}

  @Schema(name = "Participant", description = "One gateway's part")
  public record Participant(
      String gateway,
      @Schema(description = "not there while it is awaited") Optional<Ballot> vote,
      @Schema(description = "what the vote rests on") Optional<String> promise,
      Optional<Instant> heldUntil,
      @Schema(description = "why not COMMIT") List<Cause> reasons,
      @Schema(description = "how it ended there; not there before it is confirmed")
          Optional<Outcome> outcome,
      @Schema(description = "whether nothing more is awaited from it") boolean confirmed,
      @Schema(description = "how often it was told the decision") int attempts,
      Optional<String> lastError) {}

  @Schema(name = "CoordinationReason", description = "A reason as the gateway gave it")
  public record Cause(
      String code,
      Optional<String> device,
      Optional<String> command,
      Optional<String> resource,
      String detail) {}

  @Schema(name = "CoordinationLine", description = "A line of the timeline")
  public record Line(Instant at, String event, Name from, Name to, String detail) {}

  @Schema(name = "CoordinationRow", description = "A coordination in a list")
  public record Row(
      String id,
      Name state,
      Optional<Verdict> decision,
      Optional<Outcome> outcome,
      List<String> contradictions,
      List<String> gateways,
      @Schema(description = "true: a dry run") Optional<Boolean> dryRun,
      @Schema(description = "the plan that it was made of, where it was one")
          Optional<PlanVersion> plan) {}

  @Schema(name = "CoordinationPage", description = "Coordinations in the order of their ids")
  public record Page(
      @JsonInclude(JsonInclude.Include.ALWAYS) List<Row> items,
      @Schema(description = "documents of the log that cannot be read") List<String> unreadable,
      @Schema(description = "the same call for what follows; not there on the last page")
          Optional<String> next) {}
}
