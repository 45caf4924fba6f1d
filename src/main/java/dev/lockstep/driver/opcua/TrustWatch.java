package dev.lockstep.driver.opcua;

import dev.lockstep.device.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Watches whether the servers that are connected are still trusted: a session stands as long as a
 * new one would be accepted. One look for all of them, which reads the trust list only where its
 * directories have changed, or the validity of something in it has begun or ended.
 */
final class TrustWatch implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(TrustWatch.class);

  private final CertificateTrust trust;
  private final Duration interval;
  private final TimeSource clock;
  private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
  private final WakeableTimer timer = new WakeableTimer();
  private final AtomicLong readings = new AtomicLong();

  // What the looks have seen, used by their thread alone.
  private Optional<Look> last = Optional.empty();
  private int broken;
  private String warned = "";

  /**
   * The trust list at one moment.
   *
   * @param number of the reading, from 1
   * @param state of the directories before they were read
   * @param until the next end or begin of a validity in it
   */
  private record Look(
      long number, List<String> state, TrustLists lists, Instant at, Instant until) {
    boolean holds(List<String> now, Instant wall) {
      return state.equals(now) && within(at, wall, until);
    }
  }

  /**
   * What a secure channel relies on.
   *
   * @param certified what its server has shown
   * @param keptFile of the certificate that is trusted for its device alone
   */
  record Relied(CertificateDiagnosis.Certified certified, Path keptFile) {}

  /** A secure channel, and by which look it was judged last. */
  private static final class Watched {
    private final Relied relied;
    private final Consumer<String> distrusted;
    private long judged;
    private Instant at = Instant.MIN;
    private Instant until = Instant.MIN;

    private Watched(Relied relied, Consumer<String> distrusted) {
      this.relied = relied;
      this.distrusted = distrusted;
    }
  }

  TrustWatch(CertificateTrust trust, Duration interval, TimeSource clock) {
    this.trust = trust;
    this.interval = interval;
    this.clock = clock;
  }

  void start() {
    Thread.ofVirtual().name("opcua-trust").start(this::run);
  }

  /**
   * Watches the server of a secure channel.
   *
   * @param ended completed when the channel has ended, which ends the watch
   * @param distrusted is told, once, why the server is not trusted any more; must not block
   */
  void add(CompletableFuture<String> ended, Relied relied, Consumer<String> distrusted) {
    Watched added = new Watched(relied, distrusted);
    // Judged by the next look whether or not anything changes: trust may have gone since it was
    // asked for this channel.
    watched.add(added);
    var _ = ended.thenRun(() -> watched.remove(added));
  }

  private void run() {
    while (!timer.isClosedWithin(interval)) {
      try {
        look();
      } catch (IOException unreadable) {
        // A disk that fails takes no trust away; new connections are refused meanwhile.
        warn("the trust list cannot be read: " + unreadable);
      } catch (RuntimeException fault) {
        // The thread's outermost frame: trust that is taken away must go on being noticed.
        LOG.error("opcua trust could not be looked at, by a fault of the gateway", fault);
      }
    }
  }

  /** How often the trust list was read, because something of it had changed. */
  long readings() {
    return readings.get();
  }

  /** Has the next look come at once. */
  void wake() {
    timer.wake();
  }

  /** One look; the thread's only work, and a test's. */
  void look() throws IOException {
    if (watched.isEmpty()) {
      return;
    }
    Instant wall = clock.now().wall();
    List<String> state = TrustLists.state(trust.pki());
    if (last.filter(each -> each.holds(state, wall)).isEmpty()) {
      last = read(state, wall).or(() -> last);
    }
    if (last.isPresent()) {
      Look look = last.get();
      watched.stream()
          .filter(each -> each.judged != look.number() || !within(each.at, wall, each.until))
          .forEach(each -> judge(each, look, wall));
    }
  }

  /** Empty where a file is broken for the first time: a person may be copying it just now. */
  private Optional<Look> read(List<String> state, Instant wall) throws IOException {
    List<String> faults = new ArrayList<>();
    TrustLists lists = TrustLists.readable(trust.pki(), faults);
    broken = faults.isEmpty() ? 0 : broken + 1;
    if (broken == 1) {
      return Optional.empty();
    }
    if (faults.isEmpty()) {
      warned = "";
    } else {
      warn("the trust list is read without what is broken: " + faults.getFirst());
    }
    Stream<X509Certificate> all = Stream.concat(lists.trusted().stream(), lists.issuers().stream());
    Stream<Instant> updates =
        lists.revocations().stream()
            .map(X509CRL::getNextUpdate)
            .filter(Objects::nonNull)
            .map(Date::toInstant);
    Instant until = next(Stream.concat(validities(all), updates), wall);
    return Optional.of(new Look(readings.incrementAndGet(), state, lists, wall, until));
  }

  /** Once for as long as it stays the same. */
  private void warn(String fault) {
    if (!warned.equals(fault)) {
      warned = fault;
      LOG.warnf("opcua %s", fault);
    }
  }

  private void judge(Watched each, Look look, Instant wall) {
    each.judged = look.number();
    each.at = wall;
    each.until = next(validities(each.relied.certified().chain().stream()), wall);
    try {
      trust.check(each.relied.certified(), look.lists().of(each.relied.keptFile()));
    } catch (UnansweredException refusal) {
      watched.remove(each);
      each.distrusted.accept(refusal.detail());
    }
  }

  private static Stream<Instant> validities(Stream<X509Certificate> certificates) {
    return certificates
        .flatMap(each -> Stream.of(each.getNotBefore(), each.getNotAfter()))
        .map(Date::toInstant);
  }

  /** The first of these that is not past. */
  private static Instant next(Stream<Instant> limits, Instant wall) {
    return limits
        .filter(each -> !each.isBefore(wall))
        .min(Comparator.naturalOrder())
        .orElse(Instant.MAX);
  }

  /** False also where the wall clock was set back. */
  private static boolean within(Instant from, Instant wall, Instant until) {
    return !wall.isBefore(from) && !wall.isAfter(until);
  }

  @Override
  public void close() {
    timer.close();
  }
}
