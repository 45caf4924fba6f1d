package dev.lockstep.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.dashboard.DashboardSettings;
import dev.lockstep.dashboard.SignIn;
import dev.lockstep.journal.SettableClock;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A login lasts as long as it is used, as it may at all, and as its line in the user file. */
class LoginSessionsTest {
  private static final PasswordHash HASH = PasswordHash.of("a".toCharArray(), new byte[16], 1_000);
  private static final PasswordHash OTHER = PasswordHash.of("b".toCharArray(), new byte[16], 1_000);

  private final SettableClock clock = new SettableClock();
  private final Map<String, UserFile.User> users = new HashMap<>();
  private final LoginSessions sessions =
      new LoginSessions(name -> Optional.ofNullable(users.get(name)), new Limits(), clock);

  private record Limits() implements DashboardSettings {
    @Override
    public Duration sessionIdleMax() {
      return Duration.ofMinutes(10);
    }

    @Override
    public Duration sessionMax() {
      return Duration.ofMinutes(25);
    }

    @Override
    public int sessionsMax() {
      return 2;
    }

    @Override
    public int viewersMax() {
      return 1;
    }

    @Override
    public Duration refreshEvery() {
      return Duration.ofSeconds(1);
    }
  }

  private SignIn.Session login(String name) {
    users.put(name, new UserFile.User(name, Set.of("operator"), HASH));
    return sessions.begin(name).orElseThrow();
  }

  private boolean used(SignIn.Session session) {
    return sessions.find(session.token(), true).isPresent();
  }

  @Test
  void sessionEndsWhereNobodyPressesAnything() {
    SignIn.Session session = login("otto");
    clock.pass(Duration.ofMinutes(9));
    assertThat(sessions.find(session.token(), false)).as("a page that watches").isPresent();
    clock.pass(Duration.ofMinutes(2));

    assertThat(session.lasts()).isFalse();
    assertThat(used(session)).isFalse();
  }

  @Test
  void sessionThatIsUsedEndsAllTheSameAtLast() {
    SignIn.Session session = login("otto");
    for (int each = 0; each < 3; each++) {
      clock.pass(Duration.ofMinutes(8));
      assertThat(used(session)).isTrue();
    }
    clock.pass(Duration.ofMinutes(2));

    assertThat(used(session)).isFalse();
  }

  @Test
  void userWhoWasTakenOutOrHasAnotherPasswordIsOut() {
    SignIn.Session otto = login("otto");
    SignIn.Session vera = login("vera");
    users.put("otto", new UserFile.User("otto", Set.of("operator"), OTHER));
    users.remove("vera");

    assertThat(used(otto)).isFalse();
    assertThat(used(vera)).isFalse();
    users.put("vera", new UserFile.User("vera", Set.of("operator"), HASH));
    assertThat(used(vera)).as("also when the line comes back").isFalse();
    assertThat(sessions.begin("nora")).isEmpty();
  }

  @Test
  void sessionHasTheRolesOfNow() {
    SignIn.Session session = login("otto");
    users.put("otto", new UserFile.User("otto", Set.of("viewer"), HASH));

    assertThat(sessions.find(session.token(), true).orElseThrow().account().roles())
        .containsExactly("viewer");
  }

  /** Such as of a provider, which is not asked again meanwhile. */
  @Test
  void sessionOnSomethingElseEndsWithItsOwnTimeAndHasTheRolesOfNow() {
    Set<String> roles = new HashSet<>(Set.of("operator"));
    SignIn.Session session =
        sessions.begin(
            new LoginSessions.Basis(
                () -> Optional.of(new LoginSessions.Account("oidc:anna#1", roles)),
                Duration.ofMinutes(9),
                Optional.of(URI.create("https://keycloak.plant.example/logout"))));
    roles.remove("operator");

    assertThat(sessions.find(session.token(), true).orElseThrow().account().roles()).isEmpty();
    assertThat(sessions.find(session.token(), true).orElseThrow().session().endedAt()).isPresent();
    clock.pass(Duration.ofMinutes(8));
    assertThat(used(session)).isTrue();
    clock.pass(Duration.ofMinutes(2));
    assertThat(used(session)).isFalse();
  }

  @Test
  void loggedOutIsOutAtOnceAndAnotherTokenIsNone() {
    SignIn.Session session = login("otto");
    assertThat(sessions.find("guessed", true)).isEmpty();

    sessions.end(session);

    assertThat(session.lasts()).isFalse();
    assertThat(used(session)).isFalse();
  }

  @Test
  void oneMoreThanMayBeEndsTheOneThatWasUsedTheLongestTimeAgo() {
    SignIn.Session first = login("otto");
    SignIn.Session second = login("otto");
    assertThat(used(first)).isTrue();

    SignIn.Session third = login("otto");

    assertThat(used(first)).isTrue();
    assertThat(used(second)).isFalse();
    assertThat(used(third)).isTrue();
  }
}
