package dev.lockstep.app.security;

import dev.lockstep.dashboard.DashboardSettings;
import dev.lockstep.dashboard.SignIn;
import dev.lockstep.device.TimeSource;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Login sessions of the page, in memory alone: a restart ends them. By a digest of the token, so
 * that a dump of the memory has none that a browser could use. Thread-safe, of bounded size.
 *
 * <p>A session rests on a line of the user file. Where that line is gone or has another password,
 * the session is over; where it has other roles, the session has them.
 */
final class LoginSessions {
  private static final int TOKEN_BYTES = 32;

  private final Function<String, Optional<UserFile.User>> users;
  private final DashboardSettings settings;
  private final TimeSource clock;
  private final Supplier<byte[]> tokens;

  /** The one that was used the longest time ago comes first. */
  private final Map<String, Login> logins = new LinkedHashMap<>(16, 0.75f, true);

  private record Login(String name, PasswordHash password, long begun, long used) {}

  LoginSessions(
      Function<String, Optional<UserFile.User>> users,
      DashboardSettings settings,
      TimeSource clock) {
    this(users, settings, clock, () -> SecureRandomSource.bytes(TOKEN_BYTES));
  }

  LoginSessions(
      Function<String, Optional<UserFile.User>> users,
      DashboardSettings settings,
      TimeSource clock,
      Supplier<byte[]> tokens) {
    this.users = users;
    this.settings = settings;
    this.clock = clock;
    this.tokens = tokens;
  }

  /** A session and who it is of. */
  record Found(UserFile.User user, SignIn.Session session) {}

  /**
   * Begins one, for a user whose password was right just now.
   *
   * @return empty where the user is not in the file any more
   */
  Optional<SignIn.Session> begin(String name) {
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(tokens.get());
    long now = clock.ticks();
    return users
        .apply(name)
        .map(
            user -> {
              put(digest(token), new Login(user.name(), user.password(), now, now));
              return new Held(token);
            });
  }

  private synchronized void put(String key, Login login) {
    logins.put(key, login);
    var eldest = logins.keySet().iterator();
    while (logins.size() > settings.sessionsMax()) {
      eldest.next();
      eldest.remove();
    }
  }

  /**
   * The session of this token, where it lasts.
   *
   * @param used whether a person did something by it, so that it lasts longer
   */
  Optional<Found> find(String token, boolean used) {
    String key = digest(token);
    Optional<Login> login = lasting(key, used);
    return login
        .flatMap(each -> users.apply(each.name()))
        .map(user -> new Found(user, new Held(token)));
  }

  private synchronized Optional<Login> lasting(String key, boolean used) {
    Login login = logins.get(key);
    if (login == null) {
      return Optional.empty();
    }
    long now = clock.ticks();
    boolean known =
        users
            .apply(login.name())
            .filter(user -> user.password().equals(login.password()))
            .isPresent();
    if (!known
        || Duration.ofNanos(now - login.used()).compareTo(settings.sessionIdleMax()) > 0
        || Duration.ofNanos(now - login.begun()).compareTo(settings.sessionMax()) > 0) {
      logins.remove(key);
      return Optional.empty();
    }
    if (used) {
      logins.put(key, new Login(login.name(), login.password(), login.begun(), now));
    }
    return Optional.of(login);
  }

  synchronized void end(SignIn.Session session) {
    logins.remove(digest(session.token()));
  }

  private static String digest(String token) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every JDK has SHA-256", missing);
    }
  }

  private final class Held implements SignIn.Session {
    private final String token;

    Held(String token) {
      this.token = token;
    }

    @Override
    public String token() {
      return token;
    }

    @Override
    public boolean lasts() {
      return lasting(digest(token), false).isPresent();
    }
  }
}
