package dev.lockstep.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.coordinator.Coordination.Name;
import dev.lockstep.transaction.Outcome;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** JSON shapes of answers about plans. Empty members are left out. */
@RegisterForReflection(
    targets = {
      PlanViews.Listing.class,
      PlanViews.Row.class,
      PlanViews.Definition.class,
      PlanViews.Parameter.class,
      PlanViews.Participant.class,
      PlanViews.Command.class,
      PlanViews.Flaw.class,
      PlanViews.Report.class,
      PlanViews.DryRun.class,
      PlanViews.Vote.class,
      PlanViews.Shown.class
    })
public final class PlanViews {
  private PlanViews() {}

  @Schema(name = "Plans", description = "The plans of the folder, in the order of their names")
  public record Listing(
      @JsonInclude(JsonInclude.Include.ALWAYS) List<Row> items,
      @Schema(description = "how many files were not read because there are too many") int more) {}

  @Schema(name = "PlanRow", description = "A plan in a list")
  public record Row(
      @Schema(examples = "changeover") String name,
      @Schema(description = "a digest of the file: another text, another version") String version,
      String description,
      @Schema(description = "whether it can be played as it stands") boolean ok,
      List<Parameter> parameters,
      @Schema(description = "what is wrong with it") List<Flaw> faults) {}

  @Schema(name = "Plan", description = "A plan with its parameters, as it is written")
  public record Definition(
      @Schema(examples = "changeover") String name,
      String version,
      String description,
      @Schema(description = "whether it can be played as it stands") boolean ok,
      @Schema(
              implementation = String.class,
              description = "in which the votes are wanted, where the plan says so",
              examples = "PT10S")
          Optional<Duration> timeout,
      List<Parameter> parameters,
      List<Participant> participants,
      List<Flaw> faults,
      List<Flaw> warnings) {}

  @Schema(name = "PlanParameter", description = "What is said when the plan is played")
  public record Parameter(
      @Schema(examples = "Speed") String name,
      @Schema(examples = "Float64") String valueType,
      Optional<BigDecimal> minimum,
      Optional<BigDecimal> maximum,
      String units,
      @Schema(description = "the only values that are allowed") List<Object> enumeration,
      @Schema(description = "used where none is given") Optional<Object> defaultValue,
      boolean required,
      String description) {}

  @Schema(name = "PlanParticipant", description = "What one gateway is to do")
  public record Participant(String gateway, List<Command> commands) {}

  @Schema(name = "PlanCommand", description = "One command on one device")
  public record Command(
      String device,
      String command,
      Map<String, Object> arguments,
      @Schema(description = "lower first") int stage,
      @Schema(description = "true: a reading") Optional<Boolean> read) {}

  @Schema(name = "PlanFault", description = "What is wrong, and where")
  public record Flaw(
      @Schema(
              description = "of keys in the plan, or `parameters.NAME` for what was given",
              examples = "participants[0].commands[1].device")
          String path,
      @Schema(description = "of the plan's text, from 1") Optional<Integer> line,
      Optional<Integer> column,
      @Schema(description = "what was found, and what would be right") String message) {}

  @Schema(name = "PlanReport", description = "What is known of a plan before anything is asked")
  public record Report(
      boolean ok,
      String plan,
      String version,
      @JsonInclude(JsonInclude.Include.ALWAYS) List<Flaw> faults,
      @Schema(description = "what could not be checked, or looks like a slip") List<Flaw> warnings,
      @Schema(description = "with their values, defaults among them")
          Map<String, Object> parameters,
      @Schema(description = "with the parameters put in") List<Participant> participants) {}

  @Schema(
      name = "DryRun",
      description = "The votes and what the machines showed; everything is rolled back")
  public record DryRun(
      @Schema(examples = "dry-run.changeover-8") String id,
      String plan,
      String version,
      @Schema(description = "ENDED: every gateway has confirmed that it rolled back") Name state,
      @Schema(description = "whether every gateway would have let it be committed")
          boolean wouldCommit,
      @Schema(description = "ROLLED_BACK, once every gateway has confirmed it")
          Optional<Outcome> outcome,
      @JsonInclude(JsonInclude.Include.ALWAYS) List<Vote> votes,
      @JsonInclude(JsonInclude.Include.ALWAYS) List<Shown> readings,
      @Schema(description = "readings that are not shown because there are too many")
          int moreReadings) {}

  @Schema(name = "DryRunVote", description = "One gateway's vote, and that it rolled back")
  public record Vote(
      String gateway,
      @Schema(description = "not there while it is awaited")
          Optional<CoordinationViews.Ballot> vote,
      Optional<String> promise,
      Optional<Instant> heldUntil,
      @Schema(description = "why not COMMIT") List<CoordinationViews.Cause> reasons,
      @Schema(description = "ROLLED_BACK, once the gateway has confirmed it")
          Optional<Outcome> outcome,
      boolean confirmed,
      @Schema(description = "why it has not confirmed yet") Optional<String> lastError) {}

  @Schema(name = "DryRunReading", description = "What a machine showed, beside what is wanted")
  public record Shown(
      String gateway,
      String device,
      String resource,
      @Schema(description = "what the gateway read when it voted; a long value is cut")
          @JsonInclude(JsonInclude.Include.ALWAYS)
          @Nullable Object shown,
      @Schema(description = "what the plan would write there, where it does")
          Optional<Object> wanted) {}
}
