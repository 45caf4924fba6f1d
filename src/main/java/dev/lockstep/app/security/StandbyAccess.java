package dev.lockstep.app.security;

import dev.lockstep.app.config.EarlyConfig;
import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.StartFailureException;
import io.smallrye.config.SmallRyeConfig;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Who may call a standby, before Quarkus is there: users of the users file, by name and password,
 * from the same hosts. Certificates' roles, tokens and the page's sessions are known to the active
 * gateway alone. Thread-safe.
 */
public final class StandbyAccess {
  /** Checked at once; each takes a tenth of a second of a core. */
  private static final int CHECKED_MAX = 2;

  private final Accounts.Files files;
  private final StandbyListener listener;
  private final OwnHosts hosts;
  private final Semaphore room = new Semaphore(CHECKED_MAX);

  private StandbyAccess(Accounts.Files files, StandbyListener listener, OwnHosts hosts) {
    this.files = files;
    this.listener = listener;
    this.hosts = hosts;
  }

  /** As this process is configured; {@link AccessRules#wouldAllow} has let it start. */
  public static StandbyAccess here() {
    SmallRyeConfig config = EarlyConfig.read();
    GatewayConfig keys = config.getConfigMapping(GatewayConfig.class);
    StandbyListener listener = StandbyListener.of(config);
    Set<String> known = OwnHosts.configured(keys, listener.host());
    return new StandbyAccess(
        Accounts.Files.of(keys, config), listener, new OwnHosts(known, listener::keys));
  }

  public StandbyListener listener() {
    return listener;
  }

  /** Whether the request names this gateway. */
  public boolean names(String host, Optional<String> arrived) {
    return hosts.include(host, arrived);
  }

  /** Who calls, or why that is not known. */
  public sealed interface Caller {
    /** No login is configured: every user of this host. */
    record Anyone() implements Caller {}

    record Known(String name, Set<String> roles) implements Caller {}

    record Unknown(String why) implements Caller {}

    /** To be asked again. */
    record Busy() implements Caller {}
  }

  /**
   * Who calls.
   *
   * @param authorization the header; empty where there is none
   */
  public Caller caller(Optional<String> authorization) {
    if (!files.configured()) {
      return new Caller.Anyone();
    }
    Optional<String[]> login = authorization.flatMap(StandbyAccess::basic);
    if (login.isEmpty()) {
      return new Caller.Unknown(
          "a standby asks for a name and a password of lockstep.security.users-file; certificates"
              + " and tokens are for the active gateway");
    }
    if (!room.tryAcquire()) {
      return new Caller.Busy();
    }
    try {
      String[] both = login.get();
      Optional<UserFile.User> user = files.read().user(both[0]);
      return user.filter(each -> each.password().matches(both[1].toCharArray()))
          .<Caller>map(each -> new Caller.Known(each.name(), each.roles()))
          .orElseGet(() -> new Caller.Unknown("name or password is wrong"));
    } catch (StartFailureException unreadable) {
      return new Caller.Unknown("the users file cannot be read: " + unreadable.getMessage());
    } finally {
      room.release();
    }
  }

  private static Optional<String[]> basic(String authorization) {
    if (!authorization.regionMatches(true, 0, "Basic ", 0, "Basic ".length())) {
      return Optional.empty();
    }
    try {
      byte[] both = Base64.getDecoder().decode(authorization.substring("Basic ".length()).strip());
      String[] parts = new String(both, StandardCharsets.UTF_8).split(":", 2);
      return parts.length == 2 ? Optional.of(parts) : Optional.empty();
    } catch (IllegalArgumentException noBase64) {
      return Optional.empty();
    }
  }
}
