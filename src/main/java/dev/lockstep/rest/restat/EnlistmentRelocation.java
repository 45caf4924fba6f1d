package dev.lockstep.rest.restat;

import dev.lockstep.participant.Scheduler;
import dev.lockstep.rest.Origin;
import dev.lockstep.rest.client.HttpCaller.NoAnswerException;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Relocation of REST-AT participants: tells coordinators this gateway's new address, for each live
 * transaction that was enlisted with another one. Thread-safe.
 *
 * <p>Narayana keeps the new address in memory only, and uses it only where the old one answers 404.
 * So it is told once after each of its restarts, as long as the transaction lives here, and an
 * operator is told what the old address must answer.
 */
public final class EnlistmentRelocation {
  private static final Logger LOG = Logger.getLogger(EnlistmentRelocation.class);
  private static final Duration PAUSE_MIN = Duration.ofSeconds(1);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(30);

  /**
   * How often a coordinator may say that it does not know what has ended here, ten minutes in all.
   * After a restart it knows nothing until its recovery has read the log, with its defaults two
   * minutes later.
   */
  private static final int UNKNOWN_MAX = 25;

  private final Supplier<Collection<State>> live;
  private final RestAtSettings settings;
  private final RestAtCalls calls;
  private final Scheduler clock;

  /**
   * Transactions enlisted with another address, each with the last attempt to tell its coordinator.
   */
  private final Map<TransactionId, Moved> moved = new ConcurrentHashMap<>();

  /**
   * @param toldIn the life of the coordinator that knows the new address; empty: none yet
   * @param said what was last logged of it
   * @param unknown how often in a row the coordinator did not know the transaction
   */
  private record Moved(
      RestAtAddress coordinator, Optional<String> toldIn, String said, int unknown) {
    static Moved of(RestAtAddress coordinator) {
      return new Moved(coordinator, Optional.empty(), "", 0);
    }

    Moved after(Attempt attempt) {
      int times = attempt.kind() == Attempt.Kind.UNKNOWN ? unknown + 1 : 0;
      return new Moved(coordinator, attempt.in(), attempt.said(), times);
    }

    /** Whether, once the transaction has ended here, another attempt would change nothing. */
    boolean over(Attempt attempt) {
      return switch (attempt.kind()) {
        case KNOWN, NOWHERE -> true;
        case UNKNOWN -> unknown + 1 >= UNKNOWN_MAX;
        case UNHEARD -> false;
      };
    }
  }

  /**
   * @param live the transactions that live here
   * @param client follows no redirects
   */
  public EnlistmentRelocation(
      Supplier<Collection<State>> live,
      RestAtSettings settings,
      HttpClient client,
      Scheduler clock) {
    this.live = live;
    this.settings = settings;
    this.calls = new RestAtCalls(client, settings.config());
    this.clock = clock;
  }

  /** Starts the rounds, which go on until every coordinator is told. Called once after a start. */
  public void start() {
    look();
    goOn(PAUSE_MIN);
  }

  /** Finds the transactions that were enlisted with another address. */
  void look() {
    for (State state : live.get()) {
      Branch branch = state.work().orElseThrow();
      branch
          .coordinator()
          .flatMap(RestAtAddress::of)
          .filter(address -> !address.home().equals(Optional.of(settings.home())))
          .ifPresent(address -> moved.put(branch.id(), Moved.of(address)));
    }
  }

  private void goOn(Duration pause) {
    if (moved.isEmpty()) {
      return;
    }
    Thread.startVirtualThread(
        () -> {
          round();
          Duration longer = pause.multipliedBy(2);
          Duration next = longer.compareTo(PAUSE_MAX) < 0 ? longer : PAUSE_MAX;
          clock.later(pause, () -> goOn(next));
        });
  }

  /** How many transactions there are whose coordinators do not know the new address. */
  public long pending() {
    return moved.values().stream().filter(each -> each.toldIn().isEmpty()).count();
  }

  /**
   * One round; each coordinator is asked once for all its transactions whether it was restarted.
   */
  void round() {
    Map<String, Attempt> lives = new HashMap<>();
    Set<TransactionId> alive = alive();
    List<TransactionId> over = new ArrayList<>();
    moved.forEach(
        (id, each) -> {
          Attempt attempt = tell(id, each, lives);
          log(id, each, attempt);
          moved.put(id, each.after(attempt));
          if (each.over(attempt) && !alive.contains(id)) {
            over.add(id);
          }
        });
    over.forEach(moved::remove);
  }

  /**
   * Result of an attempt.
   *
   * @param in the life of the coordinator that knows; or that is asked, where nothing was told yet
   * @param said for people
   */
  private record Attempt(Optional<String> in, String said, Kind kind) {
    /** NOWHERE: there is no address to tell it at. */
    private enum Kind {
      KNOWN,
      UNKNOWN,
      UNHEARD,
      NOWHERE
    }

    static Attempt not(Kind kind, String why) {
      return new Attempt(Optional.empty(), why, kind);
    }

    static Attempt unheard(String why) {
      return not(Kind.UNHEARD, why);
    }
  }

  private Attempt tell(TransactionId id, Moved each, Map<String, Attempt> lives) {
    Origin transaction = Origin.of(each.coordinator().transaction());
    Optional<Origin> recovery = recovery(each.coordinator());
    if (recovery.isEmpty() || !settings.allows(transaction)) {
      return Attempt.not(
          Attempt.Kind.NOWHERE,
          "where to tell it is not known, or not on lockstep.restat.coordinators: "
              + each.coordinator());
    }
    Attempt life =
        each.coordinator().created().isEmpty()
            // It tells no life: one telling must do.
            ? new Attempt(Optional.of(""), "", Attempt.Kind.KNOWN)
            : lives.computeIfAbsent(RestAtAddress.manager(transaction), same -> life(transaction));
    if (life.in().isEmpty() || life.in().equals(each.toldIn())) {
      return life.in().isEmpty() ? life : new Attempt(life.in(), each.said(), Attempt.Kind.KNOWN);
    }
    try {
      return answer(life.in(), calls.moved(recovery.get(), settings.participant(id)));
    } catch (NoAnswerException noAnswer) {
      return Attempt.unheard(noAnswer.detail());
    }
  }

  /** Where to tell it; empty where that may not be called, or it had not said so yet. */
  private Optional<Origin> recovery(RestAtAddress coordinator) {
    try {
      return Optional.of(Origin.of(coordinator.recovery())).filter(settings::allows);
    } catch (IllegalArgumentException noAddress) {
      return Optional.empty();
    }
  }

  private Attempt life(Origin transaction) {
    try {
      Optional<String> created = calls.created(transaction);
      return created.isPresent()
          ? new Attempt(created, "", Attempt.Kind.KNOWN)
          : Attempt.unheard(
              RestAtAddress.manager(transaction) + " is not, or not yet, a coordinator");
    } catch (NoAnswerException noAnswer) {
      return Attempt.unheard(noAnswer.detail());
    }
  }

  private static Attempt answer(Optional<String> life, int status) {
    return switch (status) {
      case 200 -> new Attempt(life, "", Attempt.Kind.KNOWN);
      case 404 -> Attempt.not(Attempt.Kind.UNKNOWN, "it does not know the transaction, or not yet");
      default -> Attempt.unheard("it answered " + status);
    };
  }

  private void log(TransactionId id, Moved each, Attempt attempt) {
    String where = each.coordinator().home().orElse("an address of before");
    String tail =
        "transaction=%s from=%s to=%s coordinator=%s"
            .formatted(id, where, settings.home(), each.coordinator().transaction());
    if (attempt.in().isPresent() && !attempt.in().equals(each.toldIn())) {
      LOG.warnf(
          "coordinator told of the new address; it uses it where the old one answers 404, and not"
              + " where there is no answer: %s",
          tail);
    } else if (attempt.in().isEmpty() && !attempt.said().equals(each.said())) {
      LOG.warnf("coordinator not told of the new address (%s): %s", attempt.said(), tail);
    }
  }

  private Set<TransactionId> alive() {
    return live.get().stream()
        .map(state -> state.work().orElseThrow().id())
        .collect(Collectors.toSet());
  }
}
