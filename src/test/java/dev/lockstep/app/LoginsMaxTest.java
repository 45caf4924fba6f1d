package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.app.security.SecuredPlant;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Checking a password costs; a flood of wrong ones costs no more than is allowed. */
@QuarkusTest
@TestProfile(SecuredPlant.class)
class LoginsMaxTest {
  private static final int FLOOD = 15 * SecuredPlant.LOGINS_MAX;

  @TestHTTPResource("/")
  URI base;

  @Test
  void floodOfWrongPasswordsIsToldToComeAgainAndWhoIsKnownIsLetIn() throws Exception {
    ApiCaller stranger = new ApiCaller(base, Optional.empty()).as("nora", "wrong horse");
    ApiCaller vera = new ApiCaller(base, Optional.empty()).as("vera", SecuredPlant.PASSWORD);
    assertThat(vera.get("/api/v1/devices").status()).isEqualTo(200);

    List<Future<ApiCaller.Said>> flood = new ArrayList<>();
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int count = 0; count < FLOOD; count++) {
        flood.add(each.submit(() -> stranger.get("/api/v1/devices")));
      }
      assertThat(vera.get("/api/v1/devices").status()).isEqualTo(200);
    }

    List<ApiCaller.Said> early = new ArrayList<>();
    for (Future<ApiCaller.Said> said : flood) {
      assertThat(said.get().status()).isIn(401, 503);
      if (said.get().status() == 503) {
        early.add(said.get());
      }
    }
    assertThat(early).isNotEmpty();
    assertThat(early)
        .allSatisfy(
            said -> {
              assertThat(said.at("/type")).isEqualTo("/problems/overloaded");
              assertThat(said.response().headers().firstValue("Retry-After")).isPresent();
            });
    // Each place was given back: as many as are allowed are checked again.
    for (int count = 0; count <= SecuredPlant.LOGINS_MAX; count++) {
      assertThat(stranger.get("/api/v1/devices").status()).isEqualTo(401);
    }
  }
}
