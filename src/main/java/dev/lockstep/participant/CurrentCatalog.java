package dev.lockstep.participant;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.CatalogDifference;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Reason;
import dev.lockstep.transaction.State;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The catalog in force, with its links, and its replacement by the next one (decision 58). A
 * prepare is resolved by one catalog, whole. A device whose link would change under a transaction
 * keeps the whole reload back:
 *
 * <ol>
 *   <li>the vote is given for a press with a scale of 0.1;
 *   <li>a reload gives its resource a scale of 1;
 *   <li>the commit would write ten times, or a tenth of, what was voted for.
 * </ol>
 *
 * What else a command promises is in the journal with its transaction ({@link
 * dev.lockstep.device.Action}), and a reload does not reach it. Thread-safe.
 */
final class CurrentCatalog {
  /** A wait for one reload, and the attempt after it. */
  private static final int ATTEMPTS_MAX = 2;

  private final DeviceLinks links;
  private final Executor workers;
  private final Supplier<? extends Collection<State>> live;

  /** Shared by requests while they are resolved, which takes no disk and no network. */
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  /** Requests that were resolved and may not be live yet, each by a key of its own. */
  private final Map<Object, PrepareRequest> arriving = new ConcurrentHashMap<>();

  private Catalog catalog;
  private CommandResolver resolver;
  private Changing changing = Changing.NOTHING;

  /** The devices whose links are being replaced; requests for them wait that long. */
  private record Changing(Set<DeviceName> devices, CompletableFuture<Void> done) {
    static final Changing NOTHING = new Changing(Set.of(), CompletableFuture.completedFuture(null));

    boolean concerns(PrepareRequest request) {
      return devices.stream().anyMatch(each -> names(request, each));
    }

    void await(Duration atMost) {
      try {
        done.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException late) {
        return; // and the next attempt says so
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  /**
   * @param workers for the closing of links
   * @param live all transactions that hold resources, at the moment of the call
   */
  CurrentCatalog(
      Catalog first,
      DeviceLinks links,
      Executor workers,
      Supplier<? extends Collection<State>> live) {
    this.links = links;
    this.workers = workers;
    this.live = live;
    this.catalog = first;
    this.resolver = new CommandResolver(first, new Holdings(links));
  }

  private static boolean names(PrepareRequest request, DeviceName device) {
    return request.commands().stream().anyMatch(wish -> wish.device().equals(device.value()));
  }

  /** The objections to a request that need no device. */
  List<Reason> objections(PrepareRequest request) {
    lock.readLock().lock();
    try {
      return resolver.receive(request).objections();
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Resolves a request, and admits it. Until its vote is given, a reload counts it among the live.
   * Blocks while the link to one of its devices is being replaced, no longer than its time-out.
   *
   * @param admission of what the request was resolved to; does not block
   */
  CompletableFuture<Answer> admit(
      PrepareRequest request,
      Function<CommandResolver.Received, CompletableFuture<Answer>> admission) {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      Changing inTheWay;
      lock.readLock().lock();
      try {
        inTheWay = changing;
        if (!inTheWay.concerns(request)) {
          return counted(request, admission.apply(resolver.receive(request)));
        }
      } finally {
        lock.readLock().unlock();
      }
      inTheWay.await(request.timeout());
    }
    String message = "the connection to one of its devices is being replaced by a reload";
    return CompletableFuture.failedFuture(new OverloadedException(message));
  }

  private CompletableFuture<Answer> counted(
      PrepareRequest request, CompletableFuture<Answer> asked) {
    Object key = new Object();
    arriving.put(key, request);
    var unused = asked.whenComplete((answer, fault) -> arriving.remove(key));
    return asked;
  }

  /**
   * Puts the next catalog in force, or changes nothing. Blocks until the links that change have
   * taken leave of their servers; the new ones connect in the background. One at a time.
   *
   * @param next without faults
   * @throws java.io.UncheckedIOException where a device cannot be opened, and nothing has changed
   */
  synchronized ReloadResult reload(Catalog next) {
    LinkRenewal renewal = links.renewal(next.devices().values());
    List<ReloadResult.Holder> known = locked(() -> holders(renewal.touched()));
    if (!known.isEmpty()) { // so that nothing is opened in vain
      return new ReloadResult.Held(known);
    }
    renewal.openFresh();
    Changing begun = new Changing(renewal.touched(), new CompletableFuture<>());
    List<ReloadResult.Holder> holders = locked(() -> begin(begun));
    if (!holders.isEmpty()) {
      renewal.abandon();
      return new ReloadResult.Held(holders);
    }
    try {
      LinkedDevices linked = renewal.renew(workers);
      CatalogDifference difference = locked(() -> replace(next, linked));
      renewal.closeGone(workers);
      return new ReloadResult.Applied(difference, renewal.reconnected());
    } finally {
      locked(() -> changing = Changing.NOTHING);
      begun.done().complete(null);
    }
  }

  private <T> T locked(Supplier<T> step) {
    lock.writeLock().lock();
    try {
      return step.get();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private List<ReloadResult.Holder> begin(Changing begun) {
    List<ReloadResult.Holder> holders = holders(begun.devices());
    if (holders.isEmpty()) {
      changing = begun;
    }
    return holders;
  }

  private CatalogDifference replace(Catalog next, LinkedDevices linked) {
    CatalogDifference difference = catalog.differenceTo(next);
    links.replace(linked);
    resolver = new CommandResolver(next, new Holdings(links));
    catalog = next;
    return difference;
  }

  private List<ReloadResult.Holder> holders(Set<DeviceName> devices) {
    Stream<ReloadResult.Holder> holding =
        live.get().stream()
            .flatMap(state -> state.work().stream())
            .flatMap(
                branch ->
                    branch.tasks().stream()
                        .map(task -> task.action().device())
                        .filter(devices::contains)
                        .map(device -> new ReloadResult.Holder(device, branch.id())));
    Stream<ReloadResult.Holder> preparing =
        arriving.values().stream()
            .flatMap(
                request ->
                    devices.stream()
                        .filter(device -> names(request, device))
                        .map(device -> new ReloadResult.Holder(device, request.id())));
    return Stream.concat(holding, preparing)
        .distinct()
        .sorted(
            Comparator.comparing(ReloadResult.Holder::device)
                .thenComparing(each -> each.transaction().value()))
        .toList();
  }
}
