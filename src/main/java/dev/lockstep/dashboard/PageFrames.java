package dev.lockstep.dashboard;

import dev.lockstep.rest.CoordinatorRole;
import dev.lockstep.rest.OutboxReader;
import dev.lockstep.transaction.Requester;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Frames of pages: which views there are for whom. */
@Singleton
final class PageFrames {
  private final TroubleReader standing;
  private final CoordinatorRole coordinator;
  private final OutboxReader outbox;
  private final FormGate gate;
  private final LiveFeed feed;
  private final PageFrame.Files files;

  PageFrames(
      TroubleReader standing,
      CoordinatorRole coordinator,
      OutboxReader outbox,
      FormGate gate,
      LiveFeed feed,
      Assets assets) {
    this.standing = standing;
    this.coordinator = coordinator;
    this.outbox = outbox;
    this.gate = gate;
    this.feed = feed;
    this.files =
        new PageFrame.Files(
            assets.url("page.css"),
            assets.url("page.js"),
            assets.url("htmx.js"),
            assets.url("icon.svg"),
            assets.url("uplot.js"),
            assets.url("uplot.css"));
  }

  /** The frame of a page in this section. */
  PageFrame of(Section here, String title, RoutingContext call) {
    Viewer viewer = Viewers.of(call);
    List<PageFrame.NavLink> nav =
        Arrays.stream(Section.values())
            .filter(each -> isThere(each, viewer))
            .map(each -> new PageFrame.NavLink(each.path(), each.title(), each == here))
            .toList();
    return new PageFrame(
        title,
        standing.gateway(),
        standing.version(),
        standing.insecure(),
        viewer,
        nav,
        files,
        feed.versions(),
        viewer.session().map(each -> gate.token(viewer, LoginApi.LOGOUT)).orElse(""));
  }

  /** The frame of a page for who has not said who it is. */
  PageFrame outside(String title) {
    return new PageFrame(
        title,
        standing.gateway(),
        "",
        standing.insecure(),
        new Viewer("", Set.of(), Optional.empty(), Requester.NONE),
        List.of(),
        files,
        "",
        "");
  }

  private boolean isThere(Section section, Viewer viewer) {
    return switch (section) {
      case COORDINATIONS, PLANS -> coordinator.coordinator().isPresent();
      case OUTBOX -> outbox.standing().enabled();
      case AUDIT -> viewer.operator();
      case LINE, TRANSACTIONS, DEVICES, TRUST, JOURNAL, HEALTH -> true;
    };
  }
}
