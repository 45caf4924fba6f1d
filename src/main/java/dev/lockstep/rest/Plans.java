package dev.lockstep.rest;

import dev.lockstep.catalog.PlanFolder;
import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.coordinator.PlanOrigin;
import dev.lockstep.journal.AuditRecord;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Plans, for the API and the page: what there is, what is wrong with it, what it would come to, and
 * playing it. Everything else than listing needs the coordinator role. Thread-safe.
 */
public final class Plans {
  /** Ids of dry runs begin so, here and in the journals of the gateways. */
  public static final String DRY_RUN = "dry-run.";

  private final PlanFolder folder;
  private final CoordinatorRole role;
  private final CoordinationDesk desk;
  private final RequestGuard guard;
  private final PlanRequests requests;
  private final PlanCheck checks;

  /**
   * @param gateways called only where the coordinator role is on
   */
  public Plans(
      PlanFolder folder,
      CoordinatorRole role,
      CoordinationDesk desk,
      RequestGuard guard,
      GatewayReader gateways) {
    this.folder = folder;
    this.role = role;
    this.desk = desk;
    this.guard = guard;
    this.requests = new PlanRequests(folder, guard.limits(), role.settings(), desk.requests());
    this.checks = new PlanCheck(gateways, role.settings().times().timeout());
  }

  PlanRequests requests() {
    return requests;
  }

  /**
   * The plans of the folder.
   *
   * @throws RequestRefusedException COORDINATOR_OFF or PLANS_UNREADABLE
   */
  public PlanViews.Listing list() {
    role.needed();
    return PlanViewMapper.listing(requests.asked(folder::list));
  }

  /**
   * One plan of the folder.
   *
   * @throws RequestRefusedException COORDINATOR_OFF, UNKNOWN_PLAN or PLANS_UNREADABLE
   */
  public PlanViews.Definition definition(String name) {
    role.needed();
    return PlanViewMapper.definition(requests.find(name));
  }

  /**
   * What is wrong with a plan and its parameters, as far as this process and the gateways that can
   * be reached can tell. No machine is asked anything.
   *
   * @throws RequestRefusedException as {@link #definition}, and PLAN_CHANGED
   */
  public PlanViews.Report check(PlanCall call) {
    role.needed();
    PlanRequests.Prepared plan = requests.prepared(call);
    return PlanViewMapper.report(plan, checks.of(plan));
  }

  /**
   * Prepares the plan everywhere and rolls it back everywhere. Whatever happens on the way, it is
   * never committed.
   *
   * @return at its end, or on the way there; {@link #view} shows it
   * @throws RequestRefusedException as {@link #check}; PLAN_FAULTY; and as POST /coordinations
   */
  public CoordinationRecord dryRun(PlanCall call) throws JournalUnavailableException {
    role.needed();
    PlanRequests.Prepared plan = sound(call);
    String id = call.id().orElseGet(() -> desk.requests().madeUp().value());
    Duration usual = role.settings().times().timeout();
    Duration timeout = plan.timeout().compareTo(usual) < 0 ? plan.timeout() : usual;
    return submitted(
        "plan dry-run",
        call,
        new CoordinationPlan(
            RequestParser.id(id.startsWith(DRY_RUN) ? id : DRY_RUN + id),
            plan.shares(),
            desk.requests().terms(timeout),
            role.clock().now().wall(),
            CoordinationPlan.Intent.DRY_RUN,
            Optional.of(origin(plan))));
  }

  /** A dry run as people read it. */
  public static PlanViews.DryRun view(CoordinationRecord dryRun) {
    return PlanViewMapper.dryRun(dryRun);
  }

  /**
   * Plays the plan.
   *
   * @return at its end, or on the way there
   * @throws RequestRefusedException as {@link #dryRun}
   */
  public CoordinationRecord run(PlanCall call) throws JournalUnavailableException {
    role.needed();
    PlanRequests.Prepared plan = sound(call);
    TransactionId id = call.id().map(RequestParser::id).orElseGet(() -> desk.requests().madeUp());
    if (id.value().startsWith(DRY_RUN)) {
      throw RequestRefusedException.malformed(
          "/id", "ids that begin with %s are those of dry runs; take another".formatted(DRY_RUN));
    }
    return submitted(
        "plan run",
        call,
        new CoordinationPlan(
            id,
            plan.shares(),
            desk.requests().terms(plan.timeout()),
            role.clock().now().wall(),
            CoordinationPlan.Intent.RUN,
            Optional.of(origin(plan))));
  }

  private PlanRequests.Prepared sound(PlanCall call) {
    PlanRequests.Prepared plan = requests.prepared(call);
    if (plan.faults().isEmpty()) {
      return plan;
    }
    List<PlanViews.Flaw> flaws = PlanViewMapper.flaws(plan.faults());
    int more = flaws.size() - 1;
    throw new RequestRefusedException(
            ProblemType.PLAN_FAULTY,
            "%s: %s%s"
                .formatted(
                    flaws.getFirst().path(),
                    flaws.getFirst().message(),
                    more > 0 ? " (and %d more faults)".formatted(more) : ""))
        .with("faults", flaws);
  }

  private static PlanOrigin origin(PlanRequests.Prepared plan) {
    return new PlanOrigin(plan.reading().name(), plan.reading().version());
  }

  /** Durably on record before anything is asked of a machine: a person acts. */
  private CoordinationRecord submitted(String act, PlanCall call, CoordinationPlan plan)
      throws JournalUnavailableException {
    String operator = guard.operatorIfAny(call.operator());
    guard.record(
        new AuditRecord(act, guard.requester(), plan.id().value())
            .with("plan", plan.origin().map(PlanOrigin::toString).orElse(""))
            .with("operator", operator)
            .with("why", call.reason().orElse("")));
    return desk.submit(plan);
  }
}
