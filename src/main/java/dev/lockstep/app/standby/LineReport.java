package dev.lockstep.app.standby;

import dev.lockstep.app.config.Settings;
import dev.lockstep.app.config.StandbyConfig;
import dev.lockstep.rest.StandbyViews;
import dev.lockstep.rest.StandbyViews.LineRole;
import dev.lockstep.standby.Companion;
import dev.lockstep.standby.LineRules;
import dev.lockstep.standby.Seat;
import dev.lockstep.standby.WordResult;
import java.time.Duration;
import java.util.Optional;

/** A line for people: how its seats stand, and what a person should do. */
record LineReport(
    Settings settings,
    Seat seat,
    StandbyViews.PeerView peer,
    Optional<StandbyViews.LineLag> behind) {

  StandbyViews.LineView view(long now, Optional<String> trouble) {
    StandbyConfig keys = settings.config().standby();
    return new StandbyViews.LineView(
        settings.gateway(),
        keys.name().orElseThrow(),
        role(),
        seat.record().term(),
        keys.line().lease().name(),
        keys.line().mode().name(),
        left(now),
        inSync(),
        behind,
        peer,
        remedy(keys).or(() -> trouble));
  }

  private LineRole role() {
    return switch (seat.role()) {
      case WAITING -> LineRole.WAITING;
      case STANDBY -> LineRole.STANDBY;
      case TAKING_OVER -> LineRole.TAKING_OVER;
      case ACTIVE -> LineRole.ACTIVE;
      case ENDING -> LineRole.ENDING;
    };
  }

  private Optional<Duration> left(long now) {
    long until =
        switch (seat) {
          case Seat.Active active -> active.leaseUntil();
          case Seat.HandingOver handing -> handing.leaseUntil();
          case Seat.Waiting _, Seat.Following _, Seat.TakingOver _, Seat.Ended _ -> Seat.NEVER;
        };
    return until == Seat.NEVER
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.max(0, (until - now) / 1_000_000)));
  }

  private boolean inSync() {
    return switch (seat) {
      case Seat.Active active -> active.companion() instanceof Companion.Paired;
      case Seat.Following following -> following.supply().copy() == Seat.Copy.IN_SYNC;
      case Seat.HandingOver _ -> true;
      case Seat.Waiting _, Seat.TakingOver _, Seat.Ended _ -> false;
    };
  }

  private Optional<String> remedy(StandbyConfig keys) {
    return switch (seat) {
      case Seat.Active active -> ofActive(active, keys);
      case Seat.Waiting waiting -> Optional.of(ofWaiting(waiting));
      case Seat.TakingOver _ ->
          Optional.of("it becomes active when the other PC has handed over, or its lease is over");
      case Seat.Following _, Seat.HandingOver _, Seat.Ended _ -> Optional.empty();
    };
  }

  private Optional<String> ofActive(Seat.Active active, StandbyConfig keys) {
    return switch (active.companion()) {
      case Companion.None _ ->
          Optional.of(
              "nobody could take over: start %s, and it is supplied by itself"
                  .formatted(peer.name()));
      case Companion.Supplied _, Companion.Joining _ ->
          Optional.of("nobody could take over yet: %s is supplied".formatted(peer.name()));
      case Companion.Parting _ -> Optional.of("%s is being left behind".formatted(peer.name()));
      case Companion.Paired _ ->
          peer.answers()
              ? Optional.empty()
              : Optional.of(
                  keys.line().lease() == LineRules.Keeper.PEER
                      ? "%s does not answer, and the lease runs out: where that PC is off, lockstep standby alone --reason TEXT"
                          .formatted(peer.name())
                      : "%s does not answer, and is left behind".formatted(peer.name()));
    };
  }

  private String ofWaiting(Seat.Waiting waiting) {
    return switch (waiting.sight()) {
      case UNSEEN ->
          "%s does not answer. Where it is off, and this PC was active last: lockstep standby alone --reason TEXT here"
              .formatted(peer.name());
      case BOTH_NEW ->
          "neither PC was ever active: lockstep standby alone --reason TEXT at the one whose"
              + " records count";
      case LATER_HERE -> "it asks %s for the lease".formatted(peer.name());
      case LATER_THERE ->
          "%s was active last and begins by itself; where it is lost: lockstep standby take-over --accept-loss --reason TEXT here"
              .formatted(peer.name());
      case FORKED ->
          "each PC has records that the other lacks: lockstep standby step-down --reason TEXT at"
              + " the one whose records are given up";
    };
  }

  static String sentence(WordResult result) {
    return switch (result) {
      case DONE -> "it is done";
      case BEGUN -> "it goes on by itself; lockstep standby shows how far it is";
      case ALREADY -> "it is so already";
      case NOT_IN_SYNC ->
          "the PC that would be active lacks records of the other one: wait until it is in sync;"
              + " where the other PC is lost, --accept-loss at the one that shall take over gives"
              + " them up";
      case OTHER_WAS_LATER ->
          "the other PC was active last, and begins by itself; where it is lost, lockstep standby"
              + " take-over --accept-loss gives up what only it has";
      case NOT_NOW ->
          "that has no meaning for what this PC is now: lockstep standby shows what it is, and what"
              + " can be said";
    };
  }
}
