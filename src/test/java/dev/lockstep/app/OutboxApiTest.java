package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.app.security.SecuredPlant;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The outbox of a gateway that has none: nothing is started, and that is what is shown. */
@QuarkusTest
@TestProfile(SecuredPlant.class)
class OutboxApiTest {
  private static final String OUTBOX = "/api/v1/outbox";

  @TestHTTPResource("/")
  URI base;

  private ApiCaller nobody;
  private ApiCaller vera;

  @BeforeEach
  void call() {
    nobody = new ApiCaller(base, Optional.empty());
    vera = nobody.as("vera", SecuredPlant.PASSWORD);
  }

  @Test
  void whereItIsOffNothingIsToldAndNoThreadOfItRuns() {
    ApiCaller.Said shown = vera.get(OUTBOX);

    assertThat(shown.status()).isEqualTo(200);
    assertThat(shown.body().path("enabled").asBoolean()).isFalse();
    assertThat(shown.body().path("channels").size()).isZero();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("lockstep-outbox") || name.contains("kafka-producer"));
  }

  @Test
  void schemaIsTheOneThatIsPublished() throws IOException {
    ApiCaller.Said schema = vera.get(OUTBOX + "/schema");

    assertThat(schema.status()).isEqualTo(200);
    assertThat(schema.type()).isEqualTo("application/schema+json");
    assertThat(schema.response().body())
        .isEqualTo(Files.readString(Path.of("src/site/markdown/events-v1.schema.json")));
  }

  @Test
  void whoSaysNothingReadsNothing() {
    assertThat(nobody.get(OUTBOX).status()).isEqualTo(401);
    assertThat(nobody.get(OUTBOX + "/schema").status()).isEqualTo(401);
  }
}
