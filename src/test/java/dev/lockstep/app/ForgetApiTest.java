package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many transactions are forgotten in one call. */
@QuarkusTest
@TestProfile(SimulatedPlant.class)
class ForgetApiTest {
  private static final String T = "/api/v1/transactions/";
  private static final String RECIPE =
      "{\"device\": \"press-1\", \"command\": \"set-recipe\", \"arguments\": {\"Force\": 77}}";

  @TestHTTPResource("/")
  URI base;

  private ApiCaller caller;

  @BeforeEach
  void call() {
    caller = new ApiCaller(base, Optional.empty());
  }

  @Test
  void whatHasEndedIsForgottenAndWhatHasNotIsNamed() {
    caller.prepare("f-1", RECIPE);
    caller.post(T + "f-1/commit");
    caller.prepare("f-2", RECIPE);
    try {
      ApiCaller.Said said =
          caller.post(T + "forget", "{\"ids\": [\"f-1\", \"f-2\", \"f-unheard-of\", \"f-1\"]}");
      assertThat(said.status()).isEqualTo(200);
      assertThat(said.body().path("forgotten"))
          .extracting(each -> each.asText())
          .containsExactly("f-1", "f-unheard-of");
      assertThat(said.body().path("kept")).hasSize(1);
      assertThat(said.at("/kept/0/id")).isEqualTo("f-2");
      assertThat(said.at("/kept/0/type")).isEqualTo("/problems/not-ended");
      assertThat(said.at("/kept/0/detail"))
          .isEqualTo("f-2 is PREPARED; only what has ended can be forgotten");
      assertThat(caller.get(T + "f-1").at("/forgotten")).isEqualTo("true");
      assertThat(caller.get(T + "f-2").at("/state")).isEqualTo("PREPARED");
    } finally {
      caller.post(T + "f-2/rollback");
    }
  }

  @Test
  void nonsenseIsRefusedWithItsPlaceAndNothingIsForgotten() {
    assertThat(caller.post(T + "forget", "{\"ids\": []}").at("/pointer")).isEqualTo("/ids");
    assertThat(caller.post(T + "forget", "{\"ids\": [\"f-3\", \"f 4\"]}").at("/pointer"))
        .isEqualTo("/ids/1");
    assertThat(caller.post(T + "forget", "{\"ids\": [\"f-3\", null]}").status()).isEqualTo(400);
    String many =
        IntStream.range(0, 257)
            .mapToObj(each -> "\"f-" + each + "\"")
            .collect(Collectors.joining(",", "{\"ids\": [", "]}"));
    ApiCaller.Said refused = caller.post(T + "forget", many);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/detail")).contains("257 elements; at most 256");
  }
}
