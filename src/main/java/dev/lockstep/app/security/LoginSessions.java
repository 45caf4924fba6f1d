package dev.lockstep.app.security;

import dev.lockstep.dashboard.DashboardSettings;
import dev.lockstep.dashboard.SignIn;
import dev.lockstep.device.TimeSource;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Login sessions of the page, in memory alone: a restart ends them. By a digest of the token, so
 * that a dump of the memory has none that a browser could use. Thread-safe, of bounded size.
 *
 * <p>A session rests on something that is looked up with each use, such as a line of the user file.
 * Where that is gone or has another password, the session is over; where it has other roles, the
 * session has them.
 */
final class LoginSessions {
  private static final int TOKEN_BYTES = 32;

  private final Function<String, Optional<UserFile.User>> users;
  private final DashboardSettings settings;
  private final TimeSource clock;
  private final Supplier<byte[]> tokens;

  /** The one that was used the longest time ago comes first. */
  private final Map<String, Login> logins = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * What a session rests on.
   *
   * @param now the account at this moment; empty where it is none any more
   * @param max how long a session may last, beside what all may
   * @param endedAt see {@link SignIn.Session#endedAt}
   */
  record Basis(Supplier<Optional<Account>> now, Duration max, Optional<URI> endedAt) {}

  /** Who has a session, and with which roles. */
  record Account(String name, Set<String> roles) {
    Account {
      roles = Set.copyOf(roles);
    }
  }

  private record Login(Basis basis, long begun, long used) {}

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
  record Found(Account account, SignIn.Session session) {}

  /**
   * Begins one, for a user whose password was right just now.
   *
   * @return empty where the user is not in the file any more
   */
  Optional<SignIn.Session> begin(String name) {
    return users
        .apply(name)
        .map(
            user ->
                begin(
                    new Basis(
                        () -> account(name, user.password()),
                        settings.sessionMax(),
                        Optional.empty())));
  }

  private Optional<Account> account(String name, PasswordHash password) {
    return users
        .apply(name)
        .filter(user -> user.password().equals(password))
        .map(user -> new Account(user.name(), user.roles()));
  }

  /** Begins one on something else. */
  SignIn.Session begin(Basis basis) {
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(tokens.get());
    long now = clock.ticks();
    put(digest(token), new Login(basis, now, now));
    return new Held(token, basis.endedAt());
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
        .map(Login::basis)
        .flatMap(
            basis ->
                basis
                    .now()
                    .get()
                    .map(account -> new Found(account, new Held(token, basis.endedAt()))));
  }

  private synchronized Optional<Login> lasting(String key, boolean used) {
    Login login = logins.get(key);
    if (login == null) {
      return Optional.empty();
    }
    long now = clock.ticks();
    Duration since = Duration.ofNanos(now - login.begun());
    if (login.basis().now().get().isEmpty()
        || Duration.ofNanos(now - login.used()).compareTo(settings.sessionIdleMax()) > 0
        || since.compareTo(settings.sessionMax()) > 0
        || since.compareTo(login.basis().max()) > 0) {
      logins.remove(key);
      return Optional.empty();
    }
    if (used) {
      logins.put(key, new Login(login.basis(), login.begun(), now));
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
    private final Optional<URI> endedAt;

    Held(String token, Optional<URI> endedAt) {
      this.token = token;
      this.endedAt = endedAt;
    }

    @Override
    public Optional<URI> endedAt() {
      return endedAt;
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
