package dev.lockstep.app.security;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestRefusedException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Identity provider that checks name and password with the user file. What it is asked for the
 * first time is hashed, in a fair queue and on threads of its own; what it knows it recognises
 * (decision 44).
 */
@Singleton
final class UserFileIdentityProvider
    implements IdentityProvider<UsernamePasswordAuthenticationRequest> {
  private static final Logger LOG = Logger.getLogger(UserFileIdentityProvider.class);

  /** Stands for every name that is none: guesses at made-up names need no memory each. */
  private static final String NO_USER = "";

  private final Function<String, Optional<UserFile.User>> users;

  /** Compared for an unknown name, which then takes as long as a wrong password. */
  private final PasswordHash unknown;

  private final KnownLogins known = new KnownLogins();
  private final LoginDelays delays = new LoginDelays(System::nanoTime);
  private final HashingQueue queue;
  private final LoginPlaces places;

  /** Logins that are being checked: a client's many connections ask for one hashing, not many. */
  private final Map<Login, CompletableFuture<SecurityIdentity>> underway =
      new ConcurrentHashMap<>();

  private record Login(String name, String address, String digest) {}

  @Inject
  UserFileIdentityProvider(AccountReload accounts, GatewayConfig config) {
    this(
        name -> accounts.current().user(name),
        new HashingQueue(
            Executors.newCachedThreadPool(
                Thread.ofPlatform().name("lockstep-login-", 0).daemon().factory()),
            // Half of the processors: the others are the machines'.
            Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
            config.security().loginsMax()),
        LoginPlaces.beside(config.journalPath()));
  }

  UserFileIdentityProvider(
      Function<String, Optional<UserFile.User>> users, HashingQueue queue, LoginPlaces places) {
    this.users = users;
    this.queue = queue;
    this.places = places;
    // Not hashed here: this runs with the first request, on a thread that must not be blocked.
    this.unknown =
        PasswordHash.ofNothing(SecureRandomSource.bytes(16), SecureRandomSource.bytes(32));
  }

  @Override
  public Class<UsernamePasswordAuthenticationRequest> getRequestType() {
    return UsernamePasswordAuthenticationRequest.class;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      UsernamePasswordAuthenticationRequest request, AuthenticationRequestContext context) {
    char[] password = request.getPassword().getPassword();
    Login login =
        new Login(request.getUsername(), ClientAddress.of(request), known.digest(password));
    Optional<UserFile.User> user = users.apply(login.name());
    if (user.isPresent()) {
      switch (known.judge(user.get(), login.address(), login.digest())) {
        case RIGHT -> {
          return Uni.createFrom().item(identity(user.get()));
        }
        case WRONG -> {
          Duration left = delays.left(login.address());
          return Uni.createFrom().failure(left.isPositive() ? tooManyGuesses(left) : failed(login));
        }
        case UNKNOWN -> {}
      }
    }
    Duration wait = delays.left(login.address());
    return wait.isPositive()
        ? Uni.createFrom().failure(tooManyGuesses(wait))
        : answer(checked(login, password));
  }

  /** Answered on the thread of the request, which is not the one that hashes. */
  private static Uni<SecurityIdentity> answer(CompletableFuture<SecurityIdentity> checked) {
    Context caller = Vertx.currentContext();
    Executor there =
        caller == null ? Runnable::run : task -> caller.runOnContext(none -> task.run());
    return Uni.createFrom()
        .emitter(
            answer -> {
              // A future of its own: a caller that gives up must not give up for the others.
              var unused =
                  checked.whenCompleteAsync(
                      (identity, fault) -> {
                        if (fault == null) {
                          answer.complete(identity);
                        } else {
                          answer.fail(fault);
                        }
                      },
                      there);
            });
  }

  private CompletableFuture<SecurityIdentity> checked(Login login, char[] password) {
    CompletableFuture<SecurityIdentity> mine = new CompletableFuture<>();
    CompletableFuture<SecurityIdentity> others = underway.putIfAbsent(login, mine);
    if (others != null) {
      return others;
    }
    Runnable refusal = () -> end(login, mine, UserFileIdentityProvider::noRoom);
    HashingQueue.Hashing hashing =
        new HashingQueue.Hashing(() -> end(login, mine, () -> check(login, password)), refusal);
    if (!queue.add(login.address(), claim(login), hashing)) {
      refusal.run();
    }
    return mine;
  }

  /** Where the user logged in before, also before a restart, no stranger goes first. */
  private int claim(Login login) {
    return places.contains(login.name(), login.address())
        ? HashingQueue.FIRST
        : delays.failures(login.address());
  }

  /** What a check comes to: an identity, or why not. */
  private interface Check {
    SecurityIdentity identity() throws OverloadedException;
  }

  private void end(Login login, CompletableFuture<SecurityIdentity> mine, Check check) {
    try {
      mine.complete(check.identity());
    } catch (OverloadedException | RuntimeException refused) { // or a bug: the caller is told
      mine.completeExceptionally(refused);
    } finally {
      underway.remove(login);
    }
  }

  private static SecurityIdentity noRoom() throws OverloadedException {
    throw new OverloadedException("too many passwords are being checked at once; try again");
  }

  private SecurityIdentity check(Login login, char[] password) {
    Duration wait = delays.left(login.address());
    if (wait.isPositive()) {
      throw tooManyGuesses(wait);
    }
    // Looked up now: who was removed while the password waited is not let in.
    Optional<UserFile.User> user = users.apply(login.name());
    boolean right = user.map(UserFile.User::password).orElse(unknown).matches(password);
    if (user.isEmpty() || !right) {
      throw failed(login);
    }
    known.add(user.get(), login.address(), login.digest());
    places.add(login.name(), login.address());
    delays.succeeded(login.name(), login.address());
    return identity(user.get());
  }

  /** The one place where a login fails. */
  private AuthenticationFailedException failed(Login login) {
    String name = users.apply(login.name()).map(UserFile.User::name).orElse(NO_USER);
    Duration delay = delays.failed(name, login.address());
    if (delay.isPositive() && delay.compareTo(LoginDelays.MAX) < 0) {
      LOG.warnf(
          "logins slowed: address=%s wrong=%d user=%s for=%s",
          login.address(),
          delays.failures(login.address()),
          name.isEmpty() ? "(none of ours)" : name,
          delay);
    }
    return new AuthenticationFailedException("wrong name or password");
  }

  private static RequestRefusedException tooManyGuesses(Duration wait) {
    return new RequestRefusedException(
            ProblemType.TOO_MANY_GUESSES,
            "too many wrong passwords came from this address; the next is looked at in a while")
        .retryAfter(wait);
  }

  private static SecurityIdentity identity(UserFile.User user) {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new QuarkusPrincipal(user.name()))
        .addRoles(user.roles())
        .build();
  }
}
