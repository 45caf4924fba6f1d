package dev.lockstep.app.start;

import dev.lockstep.app.StartupResources;
import dev.lockstep.app.SystemTime;
import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.Settings;
import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.app.config.UnknownEnvironmentKeys;
import dev.lockstep.app.security.AccessRules;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.AbstractConfigBuilder;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * The {@link StartupResources}, laid while Quarkus starts: neither needs the other, and there are
 * mostly two processors. Whoever wires the gateway takes it, and waits for it.
 *
 * <p>Nothing rests on it: where it was not begun, the configuration could not be read this early,
 * or others could reach the gateway in a way that it may refuse, the groundwork is laid when it is
 * asked for, and by then the start is allowed.
 */
final class EarlyStart {
  /** Quarkus' own, made at the build: the configuration that the gateway will be given. */
  private static final String CONFIGURATION = "io.quarkus.runtime.generated.RunTimeConfig";

  private static final AtomicReference<Optional<EarlyStart>> BEGUN =
      new AtomicReference<>(Optional.empty());

  private final SystemTime time;
  private final FutureTask<StartupResources> laying;

  private EarlyStart(Settings settings) {
    time = new SystemTime(settings.config().gateway().host());
    laying = new FutureTask<>(() -> StartupResources.lay(settings, time));
  }

  /** Called by main, before Quarkus. Returns when the configuration is read. */
  static void begin() {
    if (LaunchMode.current() != LaunchMode.NORMAL) {
      return; // a reload would find the journal in the hands of a class loader that is gone
    }
    // A start that will be refused leaves the journal as it is, for the version that it is of.
    Optional<Settings> settings = settings(AccessRules::promise);
    if (settings.isPresent()) {
      EarlyStart begun = new EarlyStart(settings.get());
      Thread.ofPlatform().name("lockstep-journal").daemon().start(begun.laying);
      BEGUN.set(Optional.of(begun));
    }
  }

  /** Empty where Quarkus will refuse it, in words of its own. */
  static Optional<Settings> settings() {
    return settings(config -> true);
  }

  private static Optional<Settings> settings(Predicate<SmallRyeConfig> wanted) {
    try {
      UnknownEnvironmentKeys.enforce(System.getenv().keySet());
      SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder();
      AbstractConfigBuilder.withCustomizer(builder, CONFIGURATION);
      return Optional.of(builder.build())
          .filter(wanted)
          .map(known -> new Settings(known.getConfigMapping(GatewayConfig.class)));
    } catch (RuntimeException refusal) {
      return Optional.empty();
    }
  }

  /** The clock of the one that was begun; otherwise a new one. */
  static SystemTime time(Settings settings) {
    return BEGUN
        .get()
        .map(begun -> begun.time)
        .orElseGet(() -> new SystemTime(settings.config().gateway().host()));
  }

  /**
   * What was begun, when it is done; the second who asks gets his own.
   *
   * @throws StartFailureException where a person must mend something
   */
  static StartupResources resources(Settings settings, SystemTime time) {
    return BEGUN
        .getAndSet(Optional.empty())
        .map(begun -> StartupResources.outcome(begun.laying))
        .orElseGet(() -> StartupResources.lay(settings, time));
  }
}
