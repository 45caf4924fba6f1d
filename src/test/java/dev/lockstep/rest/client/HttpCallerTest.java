package dev.lockstep.rest.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpClient;
import org.junit.jupiter.api.Test;

class HttpCallerTest {
  @Test
  void clientThatFollowsRedirectsIsRefused() {
    try (HttpClient wanderer =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build()) {
      assertThatThrownBy(() -> new HttpCaller(wanderer, 1_000))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
