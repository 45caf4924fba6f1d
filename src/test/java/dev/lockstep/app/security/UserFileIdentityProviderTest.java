package dev.lockstep.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.rest.RequestRefusedException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.credential.PasswordCredential;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logins, hashed when the test says so, all from one address. */
class UserFileIdentityProviderTest {
  private static final String ALGORITHM = "PBKDF2WithHmacSHA256";

  private final AtomicInteger hashings = new AtomicInteger();
  private final Provider counting = new Counting(hashings);

  /** Counts who wants to hash, and leaves it to the next. */
  private static final class Counting extends Provider {
    private static final long serialVersionUID = 1;

    Counting(AtomicInteger hashings) {
      super("counting", "1", "counts");
      putService(
          new Service(this, "SecretKeyFactory", ALGORITHM, "none", null, null) {
            @Override
            public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
              hashings.incrementAndGet();
              throw new NoSuchAlgorithmException("the next, please");
            }
          });
    }
  }

  @BeforeEach
  void count() {
    Security.insertProviderAt(counting, 1);
  }

  @AfterEach
  void stop() {
    Security.removeProvider(counting.getName());
  }

  /** What may block is done when the test says so. */
  private final Deque<Runnable> threads = new ArrayDeque<>();

  private final Map<String, UserFile.User> users = new HashMap<>();
  private final UserFileIdentityProvider login =
      new UserFileIdentityProvider(
          name -> Optional.ofNullable(users.get(name)),
          new HashingQueue(threads::addLast, 1, 10),
          LoginPlaces.inMemory());

  private CompletableFuture<SecurityIdentity> attempt(String name, String password) {
    PasswordCredential given = new PasswordCredential(password.toCharArray());
    return login
        .authenticate(
            new UsernamePasswordAuthenticationRequest(name, given),
            function -> {
              throw new AssertionError("it hashes on threads of its own");
            })
        .subscribeAsCompletionStage();
  }

  private void tried(String name, String password) {
    assertThat(attempt(name, password)).isNotNull();
  }

  private void setPassword(String name, String password) {
    PasswordHash hash = PasswordHash.of(password.toCharArray(), new byte[16], 1_000);
    users.put(name, new UserFile.User(name, Set.of("viewer"), hash));
    hashings.set(0);
  }

  private void hash() {
    threads.removeFirst().run();
  }

  @Test
  void nothingIsHashedWhereTheFirstRequestWaitsAndNobodyTakesAsLongAsSomebody() {
    CompletableFuture<SecurityIdentity> nora = attempt("nora", "x");
    assertThat(hashings).hasValue(0);

    hash();

    assertThat(nora)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(AuthenticationFailedException.class);
    assertThat(hashings).hasValue(1);
  }

  @Test
  void passwordThatWasRightIsNotHashedAgainAndAWrongOneThereNeither() {
    setPassword("vera", "correct horse");
    CompletableFuture<SecurityIdentity> first = attempt("vera", "correct horse");
    CompletableFuture<SecurityIdentity> beside = attempt("vera", "correct horse");
    hash();

    assertThat(first).isCompleted();
    assertThat(beside).as("asked at the same time").isCompleted();
    assertThat(attempt("vera", "correct horse")).isCompleted();
    assertThat(attempt("vera", "wrong horse")).isCompletedExceptionally();
    assertThat(hashings).hasValue(1);
    assertThat(threads).isEmpty();
  }

  @Test
  void whoIsKnownIsLetInWhileGuessesFromTheSameAddressMustWait() {
    setPassword("vera", "correct horse");
    tried("vera", "correct horse");
    hash();
    for (int guess = 0; guess < 10; guess++) {
      tried("vera", "guess " + guess);
    }

    assertThat(attempt("vera", "one more"))
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(RequestRefusedException.class);
    assertThat(attempt("nora", "one more")).isCompletedExceptionally();
    assertThat(attempt("vera", "correct horse")).isCompleted();
  }

  @Test
  void whoWasRemovedOrHasAnotherPasswordIsNotRecognised() {
    setPassword("vera", "correct horse");
    tried("vera", "correct horse");
    hash();

    setPassword("vera", "another horse");
    CompletableFuture<SecurityIdentity> old = attempt("vera", "correct horse");
    assertThat(old).as("hashed anew").isNotDone();
    hash();
    assertThat(old).isCompletedExceptionally();

    CompletableFuture<SecurityIdentity> now = attempt("vera", "another horse");
    users.clear();
    hash();
    assertThat(now).as("removed while it waited").isCompletedExceptionally();
  }

  @Test
  void guessesOfOneAddressAreHashedOneAfterAnotherAndThoseThatCameTooLateNotAtAll() {
    List<CompletableFuture<SecurityIdentity>> guesses = new ArrayList<>();
    for (int guess = 0; guess < 100; guess++) {
      guesses.add(attempt("nora", "guess " + guess));
    }
    hash();

    assertThat(threads).isEmpty();
    assertThat(guesses).allSatisfy(each -> assertThat(each).isCompletedExceptionally());
    assertThat(hashings).hasValue(LoginDelays.FREE_AT_ADDRESS + 1);
  }

  @Test
  void hashOfNobodyIsLikeAnyOther() {
    PasswordHash nobody = PasswordHash.ofNothing(new byte[16], new byte[32]);
    assertThat(nobody.rounds()).isEqualTo(PasswordHash.ROUNDS);
    assertThat(PasswordHash.parse(nobody.text())).contains(nobody);
  }
}
