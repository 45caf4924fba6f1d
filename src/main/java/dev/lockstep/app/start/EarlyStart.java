package dev.lockstep.app.start;

import dev.lockstep.app.Reign;
import dev.lockstep.app.StartupResources;
import dev.lockstep.app.SystemTime;
import dev.lockstep.app.config.EarlyConfig;
import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.Settings;
import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.app.config.UnknownEnvironmentKeys;
import dev.lockstep.app.security.AccessRules;
import io.quarkus.runtime.LaunchMode;
import io.smallrye.config.SmallRyeConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Early start: opens the {@link StartupResources} while Quarkus starts. Neither needs the other,
 * and most gateways have two processors. The wiring waits for it (decision 16).
 *
 * <p>Nothing depends on it. It does not begin where the configuration cannot be read this early, or
 * where others could reach the gateway in a way that {@link AccessRules} may refuse. Then the
 * resources are opened when the wiring asks for them, after the start was allowed.
 */
final class EarlyStart {
  private static final AtomicReference<Optional<EarlyStart>> BEGUN =
      new AtomicReference<>(Optional.empty());

  private final SystemTime time;
  private final FutureTask<StartupResources> laying;

  private static volatile Reign reign = Reign.ALONE;

  private EarlyStart(Settings settings, SystemTime time) {
    this.time = time;
    laying = new FutureTask<>(() -> StartupResources.open(settings, time, reign));
  }

  /**
   * Called by main, before Quarkus. Returns when the configuration is read; where two PCs stand for
   * the line, when this one is the active one.
   */
  static void begin() {
    if (LaunchMode.current() != LaunchMode.NORMAL) {
      return; // a reload would find the journal in the hands of a class loader that is gone
    }
    // A start that will be refused must not migrate the journal.
    Optional<Settings> settings = settings(AccessRules::wouldAllow);
    if (settings.isPresent()) {
      SystemTime time = new SystemTime(settings.get().host());
      if (settings.get().config().standby().enabled()) {
        reign = StandbyPhase.await(settings.get(), time);
      }
      EarlyStart begun = new EarlyStart(settings.get(), time);
      Thread.ofPlatform().name("lockstep-journal").daemon().start(begun.laying);
      BEGUN.set(Optional.of(begun));
    }
  }

  /** The settings; empty where Quarkus will refuse the configuration with its own message. */
  static Optional<Settings> settings() {
    return settings(config -> true);
  }

  /**
   * The settings for a command that does not start a gateway.
   *
   * @throws StartFailureException with what a start would tell
   */
  static Settings configured() {
    try {
      return checked(read());
    } catch (RuntimeException refusal) {
      throw new StartFailureException(StartReport.of(refusal));
    }
  }

  private static Optional<Settings> settings(Predicate<SmallRyeConfig> wanted) {
    try {
      return Optional.of(read()).filter(wanted).map(EarlyStart::checked);
    } catch (RuntimeException refusal) {
      return Optional.empty();
    }
  }

  private static SmallRyeConfig read() {
    UnknownEnvironmentKeys.enforce(System.getenv().keySet());
    return EarlyConfig.read();
  }

  private static Settings checked(SmallRyeConfig config) {
    return new Settings(
        config.getConfigMapping(GatewayConfig.class),
        config.getValue("quarkus.http.idle-timeout", Duration.class));
  }

  /** The clock of the one that was begun; otherwise a new one. */
  static SystemTime time(Settings settings) {
    return BEGUN.get().map(begun -> begun.time).orElseGet(() -> new SystemTime(settings.host()));
  }

  /**
   * Waits for what was begun; a second call opens resources of its own.
   *
   * @throws StartFailureException where a person must correct something
   */
  static StartupResources resources(Settings settings, SystemTime time) {
    return BEGUN
        .getAndSet(Optional.empty())
        .map(begun -> StartupResources.result(begun.laying))
        .orElseGet(() -> StartupResources.open(settings, time, reign(settings)));
  }

  /**
   * What this process may do.
   *
   * @throws StartFailureException where it would have to be one of two and is not: then it must
   *     move nothing
   */
  static Reign reign(Settings settings) {
    if (settings.config().standby().enabled() && !reign.lease().passesOn()) {
      throw StartFailureException.value(
          "lockstep.standby.enabled",
          true,
          "this PC has not taken its seat in the line: what others can reach is not allowed as it"
              + " is configured, or this is no packaged gateway");
    }
    return reign;
  }
}
