package dev.lockstep.dashboard;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** The way from the gateway's bare address to the page: what a person types. */
@Singleton
final class DashboardRoutes {
  private static final int SEE_OTHER = 303;

  void open(@Observes Router router) {
    router
        .get("/")
        .handler(
            call ->
                call.response()
                    .setStatusCode(SEE_OTHER)
                    .putHeader(HttpHeaders.LOCATION, Section.LINE.path())
                    .end());
  }
}
