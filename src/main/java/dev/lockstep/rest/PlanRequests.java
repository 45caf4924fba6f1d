package dev.lockstep.rest;

import dev.lockstep.catalog.Fault;
import dev.lockstep.catalog.Plan;
import dev.lockstep.catalog.PlanFolder;
import dev.lockstep.catalog.PlanPlace;
import dev.lockstep.catalog.PlanReading;
import dev.lockstep.catalog.PlanResolution;
import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.CoordinatorSettings;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** From a request to a plan whose participants can be asked, or to all its faults. Thread-safe. */
final class PlanRequests {
  private final PlanFolder folder;
  private final RequestLimits limits;
  private final CoordinatorSettings settings;
  private final CoordinationRequests coordinations;
  private final RequestJson json;

  PlanRequests(
      PlanFolder folder,
      RequestLimits limits,
      CoordinatorSettings settings,
      CoordinationRequests coordinations) {
    this.folder = folder;
    this.limits = limits;
    this.settings = settings;
    this.coordinations = coordinations;
    this.json = new RequestJson(limits);
  }

  /**
   * A plan with its parameters put in.
   *
   * @param faults all of them; where there are any, it cannot be played
   * @param participants none where the parameters have faults
   * @param shares one for each participant; none where there are faults
   */
  record Prepared(
      PlanReading reading,
      Map<String, Object> parameters,
      List<PlanResolution.Participant> participants,
      List<CoordinationPlan.Share> shares,
      Duration timeout,
      List<Fault> faults) {}

  /**
   * The body of a call.
   *
   * @throws RequestRefusedException MALFORMED or LIMIT_EXCEEDED
   */
  PlanCall call(byte[] body) {
    RequestBodies.PlanCall call = json.read(body, RequestBodies.PlanCall.class);
    if (call.plan().isPresent() == call.definition().isPresent()) {
      throw RequestRefusedException.malformed(
          "", "one of plan and definition was expected: the name of a plan, or the text of one");
    }
    Map<String, Object> given = call.parameters().orElse(Map.of());
    return new PlanCall(
        RequestConstraints.text(call.plan(), "/plan"),
        RequestConstraints.text(call.definition(), "/definition"),
        RequestConstraints.object(given, "/parameters"),
        RequestConstraints.text(call.version(), "/version"),
        RequestConstraints.text(call.id(), "/id"),
        call.at(),
        call.reason().map(RequestConstraints::reason),
        RequestConstraints.operator(call.operator()));
  }

  /**
   * What the folder says.
   *
   * @throws RequestRefusedException PLANS_UNREADABLE
   */
  <T> T asked(Supplier<T> question) {
    try {
      return question.get();
    } catch (UncheckedIOException fault) {
      throw new RequestRefusedException(
          ProblemType.PLANS_UNREADABLE,
          "the folder of lockstep.catalog.plans cannot be read: " + fault.getMessage());
    }
  }

  /**
   * The plan of the folder with that name.
   *
   * @throws RequestRefusedException UNKNOWN_PLAN or PLANS_UNREADABLE
   */
  PlanReading find(String name) {
    return asked(() -> folder.find(name))
        .orElseThrow(
            () ->
                new RequestRefusedException(
                    ProblemType.UNKNOWN_PLAN,
                    folder.present()
                        ? "the folder has no such plan; " + asked(() -> folder.hint(name))
                        : "there is no folder of plans; set lockstep.catalog.plans"));
  }

  /**
   * The plan of a call, with everything found out that can be found out here.
   *
   * @throws RequestRefusedException UNKNOWN_PLAN, PLAN_CHANGED or PLANS_UNREADABLE
   */
  Prepared prepared(PlanCall call) {
    PlanReading reading =
        call.definition()
            .map(text -> PlanReading.of(text, folder.limits()))
            .orElseGet(() -> find(call.plan().orElseThrow()));
    checkVersion(call, reading);
    Optional<Plan> plan = reading.plan();
    if (plan.isEmpty()) {
      return faulty(reading, reading.faults());
    }
    return switch (plan.get().resolve(call.parameters())) {
      case PlanResolution.Refused refused -> faulty(reading, refused.faults());
      case PlanResolution.Resolved resolved -> bounded(reading, plan.get(), resolved);
    };
  }

  private static void checkVersion(PlanCall call, PlanReading reading) {
    if (call.version().filter(each -> !each.equals(reading.version())).isPresent()) {
      throw new RequestRefusedException(
              ProblemType.PLAN_CHANGED,
              "%s has version %s by now; look at it, then send that version"
                  .formatted(reading.name(), reading.version()))
          .with("version", reading.version());
    }
  }

  private Prepared faulty(PlanReading reading, List<Fault> faults) {
    return new Prepared(
        reading, Map.of(), List.of(), List.of(), settings.times().timeout(), faults);
  }

  private Prepared bounded(PlanReading reading, Plan plan, PlanResolution.Resolved resolved) {
    List<Fault> faults = new ArrayList<>();
    Duration timeout = plan.timeout().orElse(settings.times().timeout());
    RequestLimits.Timeout bounds = coordinations.timeoutBounds();
    if (timeout.compareTo(bounds.least()) < 0 || timeout.compareTo(bounds.most()) > 0) {
      String found = "%s is outside %s to %s".formatted(timeout, bounds.least(), bounds.most());
      faults.add(new Fault(file(resolved), 1, 1, "timeout", found, "correct it"));
    }
    List<PlanResolution.Participant> participants = resolved.participants();
    int most = settings.limits().participantsMax();
    if (participants.size() > most) {
      String found = "%d participants; at most %d are allowed".formatted(participants.size(), most);
      faults.add(
          participants.get(most).place().fault(found, "see lockstep.coordinator.participants-max"));
    }
    List<CoordinationPlan.Share> shares = shares(participants, faults);
    if (faults.isEmpty() && size(shares) > CoordinationRequests.BODY_MAX) {
      String found = "with its parameters it takes %,d octets, and %,d are allowed";
      faults.add(
          participants
              .getFirst()
              .place()
              .fault(
                  found.formatted(size(shares), CoordinationRequests.BODY_MAX), "split the plan"));
    }
    return new Prepared(
        reading,
        resolved.parameters(),
        participants,
        faults.isEmpty() ? shares : List.of(),
        timeout,
        List.copyOf(faults));
  }

  /** As the request of a coordination would be: it must fit the decision log. */
  private int size(List<CoordinationPlan.Share> shares) {
    CoordinationPlan.Terms terms = coordinations.terms(settings.times().timeout());
    return new CoordinationPlan(coordinations.madeUp(), shares, terms, Instant.EPOCH)
        .canonical()
        .length();
  }

  private static String file(PlanResolution.Resolved resolved) {
    return resolved.participants().getFirst().place().file();
  }

  private List<CoordinationPlan.Share> shares(
      List<PlanResolution.Participant> participants, List<Fault> faults) {
    List<CoordinationPlan.Share> shares = new ArrayList<>();
    Set<URI> named = new HashSet<>();
    int commandsMax = settings.limits().commandsMax();
    int commands = 0;
    for (PlanResolution.Participant each : participants) {
      Optional<URI> gateway =
          checked(each.place(), faults, () -> coordinations.gateway(each.gateway(), ""));
      if (gateway.isPresent() && !named.add(gateway.get())) {
        faults.add(
            each.place().fault(gateway.get() + " is named twice", "give it all its commands"));
        continue;
      }
      List<CoordinationPlan.Wish> wishes = new ArrayList<>();
      for (PlanResolution.Command command : each.commands()) {
        if (++commands == commandsMax + 1) {
          String found = "more than %d commands in all".formatted(commandsMax);
          faults.add(command.place().fault(found, "see lockstep.coordinator.commands-max"));
        }
        checked(command.place(), faults, () -> wish(command)).ifPresent(wishes::add);
      }
      gateway.ifPresent(uri -> shares.add(new CoordinationPlan.Share(uri, wishes)));
    }
    return shares;
  }

  private static <T> Optional<T> checked(PlanPlace place, List<Fault> faults, Supplier<T> check) {
    try {
      return Optional.of(check.get());
    } catch (RequestRefusedException wrong) {
      faults.add(place.fault(String.valueOf(wrong.getMessage()), ""));
      return Optional.empty();
    }
  }

  private CoordinationPlan.Wish wish(PlanResolution.Command command) {
    if (command.arguments().size() > limits.argumentsMax()) {
      throw RequestRefusedException.exceeded(
          "",
          "%d arguments; at most %d are allowed"
              .formatted(command.arguments().size(), limits.argumentsMax()));
    }
    return new CoordinationPlan.Wish(
        RequestConstraints.text(command.device(), "", RequestConstraints.CATALOG_NAME_MAX),
        RequestConstraints.text(command.command(), "", RequestConstraints.CATALOG_NAME_MAX),
        command.arguments(),
        command.stage(),
        command.read());
  }
}
