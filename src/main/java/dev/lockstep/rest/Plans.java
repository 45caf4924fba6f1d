package dev.lockstep.rest;

import dev.lockstep.catalog.PlanFolder;
import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.CoordinationPlan.Intent;
import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.coordinator.PlanOrigin;
import dev.lockstep.journal.AuditRecord;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.transaction.TransactionId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
  private final PlanPlays plays = new PlanPlays();

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
    return submitted(order(call, Intent.DRY_RUN));
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
    return submitted(order(call, Intent.RUN));
  }

  /**
   * Begins a play for a person who looked, and waits for no vote.
   *
   * @param shown the id of the plan's last play that the person was shown; empty where there was
   *     none
   * @throws RequestRefusedException as {@link #dryRun}
   */
  public PlanPress begin(PlanCall call, Intent intent, String shown)
      throws JournalUnavailableException {
    Order order = order(call, intent);
    TransactionId id = order.coordination().id();
    // The same form once more is answered as the first time was, also if others played since.
    boolean again = role.needed().find(id).isPresent();
    Optional<PlanPlays.Play> other =
        again ? Optional.empty() : plays.claim(order.plan(), shown, order.play());
    if (other.isPresent()) {
      return new PlanPress.Meanwhile(other.get());
    }
    try {
      record(order);
      desk.begin(order.coordination());
      return new PlanPress.Begun(id);
    } catch (RequestRefusedException refused) {
      withdraw(order, refused);
      throw refused;
    }
  }

  /** The last play of each plan. */
  public PlanPlays plays() {
    return plays;
  }

  /** Where the plans lie; empty where no folder is configured. */
  public Optional<Path> folder() {
    return folder.place();
  }

  /**
   * An id for a form, so that one that is sent twice is one request: for example {@code
   * changeover-20261130-041500-3f2ab7c1}.
   */
  public String newId(String plan) {
    String stamp =
        role.clock().now().wall().toString().replaceAll("[-:Z]|\\..*", "").replace('T', '-');
    String made = desk.requests().madeUp().value();
    String name = plan.startsWith(DRY_RUN) ? plan.substring(DRY_RUN.length()) : plan;
    return "%s-%s-%s".formatted(name, stamp, made.substring(0, Math.min(8, made.length())));
  }

  /** What is to be played, and for whom. */
  private record Order(String plan, CoordinationPlan coordination, PlanPlays.Play play) {}

  private Order order(PlanCall call, Intent intent) {
    role.needed();
    PlanRequests.Prepared plan = sound(call);
    TransactionId id = id(call, intent);
    Instant now = role.clock().now().wall();
    CoordinationPlan coordination =
        new CoordinationPlan(
            id,
            plan.shares(),
            desk.requests().terms(timeout(plan, intent)),
            now,
            intent,
            Optional.of(new PlanOrigin(plan.reading().name(), plan.reading().version())),
            RequestConstraints.instant(call.at(), now));
    PlanPlays.Play play =
        new PlanPlays.Play(
            id.value(),
            intent == Intent.DRY_RUN,
            now,
            guard.operatorIfAny(call.operator()),
            call.reason().orElse(""),
            plan.parameters());
    return new Order(plan.reading().name(), coordination, play);
  }

  private TransactionId id(PlanCall call, Intent intent) {
    String id = call.id().orElseGet(() -> desk.requests().madeUp().value());
    boolean marked = id.startsWith(DRY_RUN);
    return switch (intent) {
      case DRY_RUN -> RequestParser.id(marked ? id : DRY_RUN + id);
      case RUN -> {
        if (marked) {
          throw RequestRefusedException.malformed(
              "/id",
              "ids that begin with %s are those of dry runs; take another".formatted(DRY_RUN));
        }
        yield RequestParser.id(id);
      }
    };
  }

  /** A dry run holds machines for nothing: no longer than the usual time. */
  private Duration timeout(PlanRequests.Prepared plan, Intent intent) {
    Duration usual = role.settings().times().timeout();
    boolean shorter = plan.timeout().compareTo(usual) < 0;
    return switch (intent) {
      case RUN -> plan.timeout();
      case DRY_RUN -> shorter ? plan.timeout() : usual;
    };
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

  private CoordinationRecord submitted(Order order) throws JournalUnavailableException {
    record(order);
    plays.enter(order.plan(), order.play());
    try {
      return desk.submit(order.coordination());
    } catch (RequestRefusedException refused) {
      withdraw(order, refused);
      throw refused;
    }
  }

  /** What is too slow may be begun all the same. */
  private void withdraw(Order order, RequestRefusedException refused) {
    if (refused.type() != ProblemType.TOO_SLOW) {
      plays.withdraw(order.plan(), order.play());
    }
  }

  /** Durably on record before anything is asked of a machine: a person acts. */
  private void record(Order order) {
    CoordinationPlan plan = order.coordination();
    String act = plan.dryRun() ? "plan dry-run" : "plan run";
    AuditRecord record =
        new AuditRecord(act, guard.requester(), plan.id().value())
            .with("plan", plan.origin().map(PlanOrigin::toString).orElse(""))
            .with("operator", order.play().who())
            .with("why", order.play().why());
    guard.record(plan.instant().map(at -> record.with("at", at.toString())).orElse(record));
  }
}
