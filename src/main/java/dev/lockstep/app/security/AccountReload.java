package dev.lockstep.app.security;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.StartFailureException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * Reload of the {@link Accounts}: the files are read every other second, so a user who was removed
 * is out within ten, whatever wrote the file and in whichever way (a rename, a link that was moved,
 * a clock that did not). All or nothing: where there is a fault, everybody stays who was there, and
 * the fault is told until it is corrected. Thread-safe.
 */
@Singleton
public final class AccountReload {
  private static final Logger LOG = Logger.getLogger(AccountReload.class);
  private static final long EVERY_SECONDS = 2;

  private final Supplier<Accounts> files;
  private final boolean watched;
  private final ScheduledThreadPoolExecutor watch;
  private volatile Accounts current;
  private volatile Optional<String> fault = Optional.empty();

  /**
   * @throws StartFailureException where they cannot be read at the start
   */
  @Inject
  AccountReload(GatewayConfig keys, Config config) {
    this(Accounts.Files.of(keys, config)::read, Accounts.Files.of(keys, config).configured());
  }

  AccountReload(Supplier<Accounts> files, boolean watched) {
    this.files = files;
    this.watched = watched;
    this.current = files.get();
    this.watch =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("lockstep-accounts").daemon(true).factory());
  }

  Accounts current() {
    return current;
  }

  /** The users with their roles, for the record of a start. */
  public String roles() {
    return current.roles();
  }

  /** Why the files as they are now are not taken over, with place and remedy; empty where so. */
  public Optional<String> fault() {
    return fault;
  }

  /** Looks from now on. */
  @SuppressWarnings("FutureReturnValueIgnored")
  public void start() {
    if (watched) {
      watch.scheduleWithFixedDelay(this::look, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }
  }

  @PreDestroy
  void stop() {
    watch.shutdownNow();
  }

  /** Reads the files, and takes over what they say where all of it is right. */
  void look() {
    try {
      Accounts found = files.get();
      if (!found.equals(current)) {
        current = found;
        LOG.infof("accounts taken over: %s", found.summary());
      } else if (fault.isPresent()) {
        LOG.info("accounts: the files are in order again");
      }
      fault = Optional.empty();
    } catch (StartFailureException wrong) {
      told(String.valueOf(wrong.getMessage()));
    } catch (RuntimeException bug) { // the outermost frame: the next look must come
      LOG.error("accounts: a fault of the gateway itself; nothing is taken over", bug);
      told("a fault of the gateway itself, see the log");
    }
  }

  private void told(String found) {
    Optional<String> sentence =
        Optional.of(
            "the accounts were changed and not taken over, those before stay: "
                + found.replace(System.lineSeparator(), " | "));
    if (!sentence.equals(fault)) {
      LOG.warn(sentence.get());
    }
    fault = sentence;
  }
}
