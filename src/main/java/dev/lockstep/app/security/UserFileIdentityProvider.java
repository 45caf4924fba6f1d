package dev.lockstep.app.security;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.participant.OverloadedException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Identity provider that checks name and password with the user file. */
@Singleton
final class UserFileIdentityProvider
    implements IdentityProvider<UsernamePasswordAuthenticationRequest> {
  private final Function<String, Optional<UserFile.User>> users;

  /** Compared for an unknown name, which then takes as long as a wrong password. */
  private final PasswordHash unknown;

  /** Digests of passwords that were right since the start: hashing costs 0.1 s each time. */
  private final Map<String, byte[]> proved = new ConcurrentHashMap<>();

  private final SecretKey key;

  /**
   * Permits for hashing. Without a limit a flood of wrong passwords would queue for processor time,
   * and every other login behind it.
   */
  private final Semaphore hashing;

  @Inject
  UserFileIdentityProvider(AccessRules rules, GatewayConfig config) {
    this(rules::user, config.security().loginsMax());
  }

  UserFileIdentityProvider(Function<String, Optional<UserFile.User>> users, int loginsMax) {
    this.users = users;
    this.hashing = new Semaphore(loginsMax);
    // Not hashed here: this runs with the first request, on a thread that must not be blocked.
    this.unknown =
        PasswordHash.ofNothing(SecureRandomSource.bytes(16), SecureRandomSource.bytes(32));
    this.key = new SecretKeySpec(SecureRandomSource.bytes(32), "HmacSHA256");
  }

  @Override
  public Class<UsernamePasswordAuthenticationRequest> getRequestType() {
    return UsernamePasswordAuthenticationRequest.class;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      UsernamePasswordAuthenticationRequest request, AuthenticationRequestContext context) {
    Optional<UserFile.User> user = users.apply(request.getUsername());
    char[] password = request.getPassword().getPassword();
    if (user.isPresent() && provedBefore(user.get(), password)) {
      return Uni.createFrom().item(identity(user.get()));
    }
    if (!hashing.tryAcquire()) {
      return Uni.createFrom()
          .failure(
              new OverloadedException("too many passwords are being checked at once; try again"));
    }
    return context
        .runBlocking(() -> check(user, password))
        .onTermination()
        .invoke(() -> hashing.release());
  }

  private SecurityIdentity check(Optional<UserFile.User> user, char[] password) {
    boolean right = user.map(UserFile.User::password).orElse(unknown).matches(password);
    if (user.isEmpty() || !right) {
      throw new AuthenticationFailedException("wrong name or password");
    }
    proved.put(user.get().name(), digest(password));
    return identity(user.get());
  }

  private boolean provedBefore(UserFile.User user, char[] password) {
    byte[] known = proved.get(user.name());
    return known != null && MessageDigest.isEqual(known, digest(password));
  }

  private byte[] digest(char[] password) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(new String(password).getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every JDK has HmacSHA256", missing);
    }
  }

  private static SecurityIdentity identity(UserFile.User user) {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new QuarkusPrincipal(user.name()))
        .addRoles(user.roles())
        .build();
  }
}
