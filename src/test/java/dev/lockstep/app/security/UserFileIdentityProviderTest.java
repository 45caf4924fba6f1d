package dev.lockstep.app.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.credential.PasswordCredential;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.smallrye.mutiny.Uni;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is made with the first request, on a thread that must not be blocked. */
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

  /** Where what may block is run, when the test says so. */
  private static final class Aside implements AuthenticationRequestContext {
    private final List<Supplier<SecurityIdentity>> works = new ArrayList<>();

    @Override
    public Uni<SecurityIdentity> runBlocking(Supplier<SecurityIdentity> function) {
      works.add(function);
      return Uni.createFrom().nothing();
    }
  }

  @Test
  void nothingIsHashedWhereTheFirstRequestWaitsAndNobodyTakesAsLongAsSomebody() {
    Aside aside = new Aside();
    UserFileIdentityProvider login = new UserFileIdentityProvider(name -> Optional.empty(), 2);
    PasswordCredential password = new PasswordCredential("x".toCharArray());
    login.authenticate(new UsernamePasswordAuthenticationRequest("nora", password), aside);
    assertThat(hashings).hasValue(0);

    assertThat(aside.works).hasSize(1);
    assertThatExceptionOfType(AuthenticationFailedException.class)
        .isThrownBy(() -> aside.works.getFirst().get());
    assertThat(hashings).hasValue(1);
  }

  @Test
  void hashOfNobodyIsLikeAnyOther() {
    PasswordHash nobody = PasswordHash.ofNothing(new byte[16], new byte[32]);
    assertThat(nobody.rounds()).isEqualTo(PasswordHash.ROUNDS);
    assertThat(PasswordHash.parse(nobody.text())).contains(nobody);
  }
}
