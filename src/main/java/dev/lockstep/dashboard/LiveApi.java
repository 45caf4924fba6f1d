package dev.lockstep.dashboard;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import dev.lockstep.rest.Roles;
import io.smallrye.mutiny.Multi;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** Server-sent events for pages that are open: what has changed. */
@Path("/dashboard/live")
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
public final class LiveApi {
  /** Then the browser comes again by itself, and says who it is. */
  private static final Duration WITHOUT_SESSION = Duration.ofMinutes(5);

  private final LiveFeed feed;
  private final TimeSource clock;

  LiveApi(LiveFeed feed, TimeSource clock) {
    this.feed = feed;
    this.clock = clock;
  }

  /** Never blocks. */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RestStreamElementType(MediaType.TEXT_PLAIN)
  public Multi<String> changes(@Context RoutingContext call) {
    Viewer viewer = Viewers.of(call);
    Deadline deadline = Deadline.in(WITHOUT_SESSION, clock);
    if (viewer.session().isPresent()) {
      BooleanSupplier lasts = viewer.session().get()::lasts;
      return feed.changes(lasts);
    }
    return feed.changes(() -> true).select().first(each -> !deadline.passed(clock));
  }

  /** Whether the viewer may still look: 204, or what every other page answers. */
  @GET
  @Path("allowed")
  public Response allowed() {
    return Response.noContent().build();
  }
}
