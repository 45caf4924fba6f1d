package dev.lockstep.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.catalog.Fault;
import dev.lockstep.catalog.Plan;
import dev.lockstep.catalog.PlanFolder;
import dev.lockstep.catalog.PlanParameter;
import dev.lockstep.catalog.PlanReading;
import dev.lockstep.catalog.PlanResolution;
import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.coordinator.Delivery;
import dev.lockstep.coordinator.OutcomeSummary;
import dev.lockstep.coordinator.PlanOrigin;
import dev.lockstep.coordinator.Vote;
import dev.lockstep.coordinator.VoteReadings;
import dev.lockstep.transaction.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Mapper from plans and dry runs to the JSON of the API. Decides nothing. */
final class PlanViewMapper {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PlanViewMapper() {}

  static PlanViews.Listing listing(PlanFolder.Listing listing) {
    return new PlanViews.Listing(
        listing.plans().stream().map(PlanViewMapper::row).toList(), listing.more());
  }

  private static PlanViews.Row row(PlanReading reading) {
    return new PlanViews.Row(
        reading.name(),
        reading.version(),
        reading.plan().map(Plan::description).orElse(""),
        reading.plan().isPresent(),
        parameters(reading),
        flaws(reading.faults()));
  }

  static PlanViews.Definition definition(PlanReading reading) {
    return new PlanViews.Definition(
        reading.name(),
        reading.version(),
        reading.plan().map(Plan::description).orElse(""),
        reading.plan().isPresent(),
        reading.plan().flatMap(Plan::timeout),
        parameters(reading),
        reading.plan().map(plan -> participants(plan.written())).orElse(List.of()),
        flaws(reading.faults()),
        flaws(reading.warnings()));
  }

  private static List<PlanViews.Parameter> parameters(PlanReading reading) {
    return reading.plan().stream()
        .flatMap(plan -> plan.parameters().stream())
        .map(PlanViewMapper::parameter)
        .toList();
  }

  private static PlanViews.Parameter parameter(PlanParameter parameter) {
    return new PlanViews.Parameter(
        parameter.name(),
        parameter.type().edgeXName(),
        parameter.resource().limits().minimum(),
        parameter.resource().limits().maximum(),
        parameter.resource().units(),
        parameter.allowed(),
        parameter.usual(),
        parameter.required(),
        parameter.description());
  }

  private static List<PlanViews.Participant> participants(
      List<PlanResolution.Participant> participants) {
    return participants.stream()
        .map(
            each ->
                new PlanViews.Participant(
                    each.gateway(), each.commands().stream().map(PlanViewMapper::command).toList()))
        .toList();
  }

  private static PlanViews.Command command(PlanResolution.Command command) {
    return new PlanViews.Command(
        command.device(),
        command.command(),
        command.arguments(),
        command.stage(),
        command.read() ? Optional.of(true) : Optional.empty());
  }

  static List<PlanViews.Flaw> flaws(List<Fault> faults) {
    return faults.stream().map(PlanViewMapper::flaw).toList();
  }

  private static PlanViews.Flaw flaw(Fault fault) {
    return new PlanViews.Flaw(
        fault.path(),
        Optional.of(fault.line()).filter(line -> line > 0),
        Optional.of(fault.column()).filter(column -> column > 0),
        fault.remedy().isEmpty() ? fault.found() : fault.found() + "; " + fault.remedy());
  }

  static PlanViews.Report report(PlanRequests.Prepared plan, PlanCheck.Findings findings) {
    List<Fault> faults = new ArrayList<>(plan.faults());
    faults.addAll(findings.faults());
    List<Fault> warnings = new ArrayList<>(plan.reading().warnings());
    warnings.addAll(findings.warnings());
    return new PlanViews.Report(
        faults.isEmpty(),
        plan.reading().name(),
        plan.reading().version(),
        flaws(faults),
        flaws(warnings),
        plan.parameters(),
        participants(plan.participants()));
  }

  /** A dry run at its end, or on the way there. */
  static PlanViews.DryRun dryRun(CoordinationRecord record) {
    Coordination state = record.coordination();
    CoordinationPlan plan = state.work().orElseThrow();
    List<Vote> votes = state.ballots();
    List<PlanViews.Vote> shown = new ArrayList<>();
    List<PlanViews.Shown> readings = new ArrayList<>();
    int more = 0;
    for (int each = 0; each < votes.size(); each++) {
      CoordinationPlan.Share share = plan.shares().get(each);
      VoteReadings seen = readings(votes.get(each));
      shown.add(vote(share, votes.get(each), state.progress().get(each)));
      seen.shown().forEach(reading -> readings.add(reading(share, reading)));
      more += seen.more();
    }
    Optional<PlanOrigin> origin = plan.origin();
    return new PlanViews.DryRun(
        plan.id().value(),
        origin.map(PlanOrigin::name).orElse(""),
        origin.map(PlanOrigin::version).orElse(""),
        state.name(),
        votes.stream().allMatch(Vote::consents),
        state instanceof Coordination.Ended ended
            ? Optional.of(ended.outcome())
            : Optional.<Outcome>empty(),
        shown,
        readings,
        more);
  }

  private static PlanViews.Vote vote(CoordinationPlan.Share share, Vote vote, Delivery delivery) {
    Optional<Vote.Yes> yes = vote instanceof Vote.Yes given ? Optional.of(given) : Optional.empty();
    return new PlanViews.Vote(
        share.gateway().toString(),
        CoordinationViewMapper.ballot(vote),
        yes.map(Vote.Yes::promise),
        yes.flatMap(Vote.Yes::heldUntil),
        CoordinationViewMapper.reasons(vote),
        OutcomeSummary.at(vote, delivery),
        CoordinationViewMapper.confirmed(delivery),
        CoordinationViewMapper.lastError(delivery));
  }

  private static VoteReadings readings(Vote vote) {
    return switch (vote) {
      case Vote.Yes yes -> yes.readings();
      case Vote.ReadOnly readOnly -> readOnly.readings();
      case Vote.No no -> VoteReadings.NONE;
      case Vote.Taken taken -> VoteReadings.NONE;
      case Vote.Missing missing -> VoteReadings.NONE;
      case Vote.Awaited awaited -> VoteReadings.NONE;
    };
  }

  /** An argument is named as the resource that it sets. */
  private static PlanViews.Shown reading(CoordinationPlan.Share share, VoteReadings.Shown reading) {
    Optional<Object> wanted =
        share.wishes().stream()
            .filter(wish -> wish.device().equals(reading.device()))
            .map(wish -> wish.arguments().get(reading.resource()))
            .filter(Objects::nonNull)
            .findFirst();
    return new PlanViews.Shown(
        share.gateway().toString(),
        reading.device(),
        reading.resource(),
        value(reading.value()),
        wanted);
  }

  private static JsonNode value(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a reading that is no JSON: " + json, impossible);
    }
  }
}
