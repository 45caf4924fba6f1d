package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(SimulatedPlant.class)
class DevicesApiTest {
  private static final String D = "/api/v1/devices";

  @TestHTTPResource("/")
  URI base;

  private ApiCaller caller;

  @BeforeEach
  void call() {
    caller = new ApiCaller(base, Optional.empty());
  }

  @Test
  void everyDeviceIsListedWithItsConnection() {
    ApiCaller.Said list = caller.get(D);

    assertThat(list.body().at("/items").findValuesAsText("name"))
        .containsExactly("press-1", "press-2", "press-away");
    assertThat(list.at("/items/0/connection/state")).isEqualTo("CONNECTED");
    assertThat(list.body().at("/items/0/connection").has("server")).as("no certificate").isFalse();
    assertThat(list.at("/items/2/connection/state")).isIn("CONNECTING", "DISCONNECTED");
  }

  @Test
  void deviceShowsItsCommandsWithArgumentsLimitsAndGuarantees() {
    ApiCaller.Said device = caller.get(D + "/press-1");

    assertThat(device.at("/description")).isEqualTo("The first press.");
    assertThat(device.at("/commands/0/name")).isEqualTo("set-recipe");
    assertThat(device.at("/commands/0/arguments/0/resource")).isEqualTo("Force");
    assertThat(device.body().at("/commands/0/arguments/0/maximum").isNumber()).isTrue();
    assertThat(device.at("/commands/0/arguments/0/units")).isEqualTo("kN");
    assertThat(device.at("/commands/0/arguments/1/defaultValue")).isEqualTo("auto");
    assertThat(device.at("/commands/0/guarantees/staleAfter")).isEqualTo("PT15M");
  }

  @Test
  void readingComesFromTheDeviceWithItsStatus() {
    ApiCaller.Said reading = caller.get(D + "/press-1/resources/Force");

    assertThat(reading.status()).isEqualTo(200);
    assertThat(reading.body().at("/value").isNumber()).isTrue();
    assertThat(reading.at("/status")).isEqualTo("Good");
  }

  @Test
  void whatCannotBeReadIsAProblemWithItsReason() {
    assertThat(caller.get(D + "/nobody").at("/type")).isEqualTo("/problems/unknown-device");
    assertThat(caller.get(D + "/press-1/resources/Nothing").at("/type"))
        .isEqualTo("/problems/unknown-resource");
    assertThat(caller.get(D + "/press-1/resources/Start").at("/type"))
        .isEqualTo("/problems/not-readable");
    ApiCaller.Said away = caller.get(D + "/press-away/resources/Force");
    assertThat(away.status()).isEqualTo(503);
    assertThat(away.at("/reason/code")).isEqualTo("DISCONNECTED");
  }

  @Test
  void healthAndMetricsTellHowItStands() {
    ApiCaller.Said health = caller.get("/q/health/ready");
    assertThat(health.status()).isEqualTo(200);
    assertThat(health.response().body()).contains("GOOD", "\"insecure\": false");

    assertThat(caller.get("/q/metrics").response().body())
        .contains("lockstep_insecure 0.0", "lockstep_devices{state=\"CONNECTED\"} 2.0");
  }

  @Test
  void descriptionOfTheApiKnowsEveryCallAndProblem() {
    String description = caller.get("/q/openapi").response().body();

    assertThat(description)
        .contains(
            "/api/v1/transactions/{id}/prepare",
            "/api/v1/transactions/{id}/release",
            "/api/v1/devices/{name}/resources/{resource}",
            "application/problem+json",
            "validUntil");
    assertThat(caller.get("/q/swagger-ui/").status()).isEqualTo(200);
  }
}
