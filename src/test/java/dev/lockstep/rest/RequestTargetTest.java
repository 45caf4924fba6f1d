package dev.lockstep.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing may be cut off an id or a name on the way from the wire to a call. */
class RequestTargetTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/api/v1/transactions",
        "/api/v1/transactions/order-7/prepare",
        "/api/v1/transactions/a.b_c:d~e",
        "/api/v1/transactions/a%3Ab%7e",
        "/api/v1/transactions/a..b",
        "/api/v1/transactions/...",
        "/api/v1/devices/press%20one/resources/Zone%201%2FForce",
        "/api/v1/devices/Presse%20S%C3%BCd",
        "/api/v1/transactions/order%3B7",
        "/api/v1/transactions/order+7",
        "/q/health/ready",
        "/q/swagger-ui/",
        "/q/openapi"
      })
  void pathThatEverybodyReadsAlikeIsLetThrough(String path) {
    assertThat(RequestTarget.fault(path, null)).isEmpty();
    assertThat(RequestTarget.fault(path, "state=PREPARED&limit=5&after=a:b~c")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "api/v1/transactions",
        "/api/v1/transactions/order-7;line=b/rollback",
        "/api/v1/transactions/order-7;/rollback",
        "/api/v1/transactions;x/order-7/rollback",
        "/api/v1/transactions/order-7/rollback;x",
        "/api;/v1/transactions/order-7",
        "/q/health;x",
        "/api/v1/transactions/",
        "/api/v1/transactions/order-7/",
        "/api/v1/transactions//rollback",
        "//api/v1/transactions/order-7/rollback",
        "/api/v1/transactions/x/../order-7/rollback",
        "/api/v1/transactions/x/%2e%2E/order-7/rollback",
        "/api/v1/transactions/x/.%2e/order-7/rollback",
        "/api/v1/transactions/./order-7",
        "/api/v1/transactions/..",
        "/q/../api/v1/transactions/order-7/rollback",
        "/api/v1/transactions/order%",
        "/api/v1/transactions/order%7",
        "/api/v1/transactions/order%zz",
        "/api/v1/transactions/order%00",
        "/api/v1/transactions/order%0d%0a",
        "/api/v1/transactions/order 7",
        "/api/v1/transactions/order#7",
        "/api/v1/transactions/order\\7",
        "/api/v1/transactions/order\"7",
        "/api/v1/transactions/ordnung-ü"
      })
  void pathOfWhichSomethingWouldBeCutOffIsRefused(String path) {
    assertThat(RequestTarget.fault(path, null)).isPresent();
  }

  @Test
  void queryInWhichASemicolonWouldSeparateIsRefused() {
    assertThat(RequestTarget.fault("/api/v1/transactions", "after=order-7;line=b")).isPresent();
    assertThat(RequestTarget.fault("/api/v1/transactions", "after=order-7%3Bline")).isEmpty();
    assertThat(RequestTarget.fault("/q/openapi", "format=json;x")).isEmpty();
  }
}
