package dev.lockstep.dashboard;

import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.AuditEntry;
import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.rest.Admission;
import dev.lockstep.rest.AuditViews;
import dev.lockstep.rest.OutboxReader;
import dev.lockstep.rest.OutboxViews;
import dev.lockstep.rest.RequestGuard;
import dev.lockstep.rest.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was done (audit), what is told (outbox) and how the gateway is (health). */
@Path("/dashboard")
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
@RunOnVirtualThread
public final class RecordsPageApi {
  private static final int ROWS = 50;

  private final AuditLog audit;
  private final OutboxReader outbox;
  private final TroubleReader standing;
  private final PageFrames frames;
  private final RequestGuard guard;
  private final TimeSource clock;

  RecordsPageApi(
      AuditLog audit,
      OutboxReader outbox,
      TroubleReader standing,
      PageFrames frames,
      RequestGuard guard,
      TimeSource clock) {
    this.audit = audit;
    this.outbox = outbox;
    this.standing = standing;
    this.frames = frames;
    this.guard = guard;
    this.clock = clock;
  }

  /** For operators: names of failed logins are among it, and people type passwords there. */
  @GET
  @Path("audit")
  @RolesAllowed(Roles.OPERATOR)
  public Response audit(@QueryParam("before") @Nullable String before, @Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () ->
            HtmlAnswer.ok(
                new Pages.Audit(frames.of(Section.AUDIT, "Audit", call), records(before))));
  }

  @GET
  @Path("audit/rows")
  @RolesAllowed(Roles.OPERATOR)
  public Response auditRows(@QueryParam("before") @Nullable String before)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK, () -> HtmlAnswer.ok(new Pages.AuditRows(records(before))));
  }

  private AuditList records(@Nullable String before) throws JournalUnavailableException {
    long behind = number(before);
    List<AuditEntry> page = audit.page(behind, ROWS);
    boolean more = page.size() == ROWS && page.getLast().number() > 1;
    Instant now = clock.now().wall();
    return new AuditList(
        page.stream().map(AuditViews.Row::of).map(each -> row(each, now)).toList(),
        behind == Long.MAX_VALUE ? "" : "before=" + behind,
        more ? "?before=" + page.getLast().number() : "",
        audit.head().toString());
  }

  private static long number(@Nullable String before) {
    try {
      return before == null || before.isEmpty() ? Long.MAX_VALUE : Long.parseLong(before);
    } catch (NumberFormatException wrong) {
      return Long.MAX_VALUE;
    }
  }

  private static AuditList.Row row(AuditViews.Row row, Instant now) {
    return new AuditList.Row(
        row.number(),
        row.at().map(at -> TimeText.of(at, now)).orElse(TimeText.NONE),
        row.act(),
        row.principal().orElse(""),
        row.address().orElse(""),
        row.subject().orElse(""),
        row.details().entrySet().stream()
            .filter(each -> !each.getKey().equals("lineSha256"))
            .map(each -> each.getKey() + ": " + each.getValue())
            .collect(Collectors.joining("; ")));
  }

  @GET
  @Path("outbox")
  public Response outbox(@Context RoutingContext call) {
    return HtmlAnswer.ok(
        new Pages.OutboxView(frames.of(Section.OUTBOX, "Outbox", call), channels()));
  }

  @GET
  @Path("outbox/body")
  public Response outboxPart() {
    return HtmlAnswer.ok(new Pages.OutboxBody(channels()));
  }

  private OutboxPage channels() {
    OutboxViews.Standing found = outbox.standing();
    Instant now = clock.now().wall();
    return new OutboxPage(
        found.enabled(), found.channels().stream().map(each -> channel(each, now)).toList());
  }

  private static OutboxPage.Channel channel(OutboxViews.Channel each, Instant now) {
    return new OutboxPage.Channel(
        each.channel(),
        each.target(),
        each.trouble().isPresent() ? Badge.warn("does not go on") : Badge.good("telling"),
        each.trouble().orElse(""),
        each.waiting(),
        each.told(),
        each.failures(),
        each.dropped(),
        each.lastError()
            .map(error -> "%s (%s)".formatted(error.message(), TimeText.of(error.at(), now).text()))
            .orElse(""),
        each.sources().stream()
            .map(
                source ->
                    new OutboxPage.Source(
                        source.source(),
                        source.cursor(),
                        source.last(),
                        source.waiting(),
                        source.dropped(),
                        TimeText.age(source.oldest())))
            .toList());
  }

  @GET
  @Path("health")
  public Response health(@Context RoutingContext call) {
    return HtmlAnswer.ok(
        new Pages.Health(frames.of(Section.HEALTH, "Health", call), standing.parts()));
  }

  @GET
  @Path("health/body")
  public Response healthPart() {
    return HtmlAnswer.ok(new Pages.HealthBody(standing.parts()));
  }
}
