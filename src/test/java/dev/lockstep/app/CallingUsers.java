package dev.lockstep.app;

import dev.lockstep.app.security.SecuredPlant;
import io.quarkus.test.common.http.TestHTTPResource;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/** The users of a {@link SecuredPlant}, who call the gateway under test. */
abstract class CallingUsers {
  @TestHTTPResource("/")
  URI base;

  /** A caller without a login. */
  ApiCaller nobody;

  /** A coordinator. */
  ApiCaller cora;

  /** An operator, who may look too. */
  ApiCaller otto;

  /** A viewer. */
  ApiCaller vera;

  @BeforeEach
  void call() {
    nobody = new ApiCaller(base, Optional.empty());
    cora = nobody.as("cora", SecuredPlant.PASSWORD);
    otto = nobody.as("otto", SecuredPlant.PASSWORD);
    vera = nobody.as("vera", SecuredPlant.PASSWORD);
  }
}
