package dev.lockstep.dashboard;

import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.participant.Participant;
import dev.lockstep.rest.LineAdministration;
import dev.lockstep.rest.Roles;
import dev.lockstep.rest.TrustAdministration;
import dev.lockstep.transaction.State;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The first page: the line, and on top what waits for a person. */
@Path("/dashboard")
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
@RunOnVirtualThread
public final class LineApi {
  private static final int WAITING_MAX = 20;
  private static final int MACHINES_MAX = 200;
  private static final List<State.Name> LIVE =
      List.of(
          State.Name.PREPARING,
          State.Name.PREPARED,
          State.Name.COMMITTING,
          State.Name.ROLLING_BACK);

  private final WaitingList waiting;
  private final Machines machines;
  private final Participant participant;
  private final TrustAdministration trust;
  private final TroubleReader standing;
  private final LineAdministration line;
  private final PageFrames frames;
  private final TimeSource clock;

  LineApi(
      WaitingList waiting,
      Machines machines,
      Participant participant,
      TrustAdministration trust,
      TroubleReader standing,
      LineAdministration line,
      PageFrames frames,
      TimeSource clock) {
    this.waiting = waiting;
    this.machines = machines;
    this.participant = participant;
    this.trust = trust;
    this.standing = standing;
    this.line = line;
    this.frames = frames;
    this.clock = clock;
  }

  @GET
  public Response page(@Context RoutingContext call) {
    return HtmlAnswer.ok(new Pages.Line(frames.of(Section.LINE, "Line", call), board(call)));
  }

  @GET
  @Path("board")
  public Response part(@Context RoutingContext call) {
    return HtmlAnswer.ok(new Pages.LineBoard(board(call)));
  }

  private Board board(RoutingContext call) {
    WaitingList.Grouped found = waiting.grouped(WAITING_MAX);
    List<Board.Machine> all = machines.all();
    long away = all.stream().filter(each -> each.link() != LinkStatus.State.CONNECTED).count();
    Instant now = clock.now().wall();
    return new Board(
        found.groups(),
        found.all(),
        trust.waiting(),
        standing.parts().stream().filter(each -> !each.well()).toList(),
        counts(),
        all.subList(0, Math.min(MACHINES_MAX, all.size())),
        all.size(),
        Math.toIntExact(away),
        line.line().map(LinePair::of).orElse(LinePair.NONE),
        Viewers.of(call).operator(),
        TimeText.of(now, now));
  }

  /** Of what is live: what has ended is in the journal, and is counted by no page. */
  private List<Board.Count> counts() {
    Map<State.Name, Long> counts = new EnumMap<>(State.Name.class);
    participant.live().forEach(state -> counts.merge(state.name(), 1L, Long::sum));
    return LIVE.stream()
        .map(
            each ->
                new Board.Count(
                    each.name().toLowerCase(Locale.ROOT),
                    Badge.words(each),
                    counts.getOrDefault(each, 0L)))
        .toList();
  }
}
