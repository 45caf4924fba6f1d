package dev.lockstep.dashboard;

import dev.lockstep.device.PrintableText;
import dev.lockstep.device.TimeSource;
import dev.lockstep.participant.Participant;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.rest.TrustAdministration;
import dev.lockstep.rest.TrustViews;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Forms by which an operator decides about certificates, with what rests on each. */
@Singleton
final class TrustForms {
  /** In the place of a thumbprint: the gateway's own OPC UA certificate. */
  static final String OWN = "own";

  private static final int HELD_MAX = 50;
  private static final int NAME_MAX = 200;

  private final TrustAdministration trust;
  private final TrustPages pages;
  private final Participant participant;
  private final FormGate gate;
  private final TimeSource clock;

  TrustForms(
      TrustAdministration trust,
      TrustPages pages,
      Participant participant,
      FormGate gate,
      TimeSource clock) {
    this.trust = trust;
    this.pages = pages;
    this.participant = participant;
    this.gate = gate;
    this.clock = clock;
  }

  /**
   * Where a form is.
   *
   * @param thumbprint SHA-256, or {@link #OWN}
   * @param device for which it is approved; empty for every other act
   */
  record Place(String thumbprint, TrustAct act, String device) {
    /** That the form is sent to. */
    String path() {
      return TrustForms.path(thumbprint, act.word());
    }
  }

  static String path(String thumbprint, String act) {
    return "%s/%s/%s".formatted(Section.TRUST.path(), thumbprint, act);
  }

  /** What was typed so far, and what came of it. */
  record Told(ActForm.Typed typed, String sentence) {}

  /**
   * The form.
   *
   * @throws RequestRefusedException UNKNOWN_CERTIFICATE where no certificate of that thumbprint is
   *     known any more; UNKNOWN_DEVICE
   */
  TrustForm form(Place place, Told told, Viewer viewer) {
    TrustViews.Standing standing = trust.standing();
    checkDevice(standing, place);
    Instant now = clock.now().wall();
    TrustViews.Certificate certificate = certificate(standing, place);
    List<String> resting =
        place.act() == TrustAct.REVOKE ? resting(standing, place.thumbprint()) : List.of();
    List<Board.Hold> held = held(resting);
    return new TrustForm(
        place.act(),
        place.path(),
        pages.text(certificate, now),
        place.device(),
        sights(standing, place, now),
        place.act().consequence(place.device()),
        resting,
        held.stream().limit(HELD_MAX).toList(),
        Math.max(0, held.size() - HELD_MAX),
        situation(standing, place),
        gate.token(viewer, place.path()),
        told.typed(),
        told.sentence());
  }

  private static void checkDevice(TrustViews.Standing standing, Place place) {
    boolean known =
        place.act() != TrustAct.APPROVE
            || standing.devices().stream().anyMatch(each -> each.device().equals(place.device()));
    if (!known) {
      throw new RequestRefusedException(
          ProblemType.UNKNOWN_DEVICE,
          "%s is no device that is reached over OPC UA"
              .formatted(PrintableText.line(place.device(), NAME_MAX)));
    }
  }

  private static TrustViews.Certificate certificate(TrustViews.Standing standing, Place place) {
    Stream<TrustViews.Certificate> own =
        standing.own().stream()
            .filter(each -> place.thumbprint().equals(OWN) && each.newest())
            .limit(1)
            .map(TrustViews.Own::certificate);
    Stream<TrustViews.Certificate> others =
        Stream.of(
                standing.refused().stream().map(TrustViews.Refused::certificate),
                standing.trusted().stream().map(TrustViews.Trusted::certificate),
                standing.devices().stream().flatMap(each -> each.approved().stream()))
            .flatMap(each -> each)
            .filter(each -> each.thumbprint().equals(place.thumbprint()));
    return Stream.concat(own, others)
        .findFirst()
        .orElseThrow(
            () ->
                new RequestRefusedException(
                    ProblemType.UNKNOWN_CERTIFICATE,
                    "no certificate of that fingerprint is known here (any more); the list of trust"
                        + " has those of now"));
  }

  private static List<TrustPage.Sight> sights(
      TrustViews.Standing standing, Place place, Instant now) {
    return refused(standing, place.thumbprint())
        .map(each -> TrustPages.sights(each, standing, now))
        .orElse(List.of())
        .stream()
        .filter(each -> place.device().isEmpty() || each.device().equals(place.device()))
        .toList();
  }

  private static Optional<TrustViews.Refused> refused(
      TrustViews.Standing standing, String thumbprint) {
    return standing.refused().stream()
        .filter(each -> each.certificate().thumbprint().equals(thumbprint))
        .findFirst();
  }

  /**
   * What a decision rests on, in one line that is the same as long as it is: the last word of a
   * person about this certificate, or which one the gateway's own is.
   */
  static String situation(TrustViews.Standing standing, Place place) {
    if (place.thumbprint().equals(OWN)) {
      return certificate(standing, place).thumbprint();
    }
    return decision(standing, place.thumbprint())
        .map(each -> "%s %s".formatted(each.act(), each.at()))
        .orElse("NOBODY");
  }

  /** What a person decided last about it. */
  static Optional<TrustViews.Decision> decision(TrustViews.Standing standing, String thumbprint) {
    return Stream.of(
            standing.devices().stream()
                .filter(each -> is(each.approved(), thumbprint))
                .flatMap(each -> each.decision().stream()),
            standing.trusted().stream()
                .filter(each -> each.certificate().thumbprint().equals(thumbprint))
                .flatMap(each -> each.decision().stream()),
            refused(standing, thumbprint).stream().flatMap(each -> each.decision().stream()))
        .flatMap(each -> each)
        .max(Comparator.comparing(TrustViews.Decision::at));
  }

  private static boolean is(Optional<TrustViews.Certificate> certificate, String thumbprint) {
    return certificate.filter(each -> each.thumbprint().equals(thumbprint)).isPresent();
  }

  /** The devices whose sessions rest on this certificate, or would. */
  static List<String> resting(TrustViews.Standing standing, String thumbprint) {
    Stream<String> approved =
        standing.devices().stream()
            .filter(each -> is(each.approved(), thumbprint))
            .map(TrustViews.Device::device);
    Stream<String> accepted =
        standing.trusted().stream()
            .filter(each -> each.certificate().thumbprint().equals(thumbprint))
            .flatMap(each -> each.devices().stream());
    return Stream.concat(approved, accepted).distinct().sorted().toList();
  }

  /** The live transactions that hold one of these devices. */
  List<Board.Hold> held(List<String> devices) {
    List<Board.Hold> held = new ArrayList<>();
    if (devices.isEmpty()) {
      return held;
    }
    for (State state : participant.live()) {
      List<String> touched = touched(state, devices);
      if (!touched.isEmpty()) {
        String id = WaitingList.id(state).map(TransactionId::value).orElse("");
        String text = "%s, %s".formatted(Badge.words(state.name()), String.join(", ", touched));
        held.add(new Board.Hold(id, text, 0));
      }
    }
    return held;
  }

  private static List<String> touched(State state, List<String> devices) {
    return state.work().stream()
        .flatMap(branch -> branch.tasks().stream())
        .map(task -> task.action().device().value())
        .filter(devices::contains)
        .distinct()
        .toList();
  }

  /** The thumbprint of what a device's server shows now. */
  Optional<String> shownBy(String device) {
    return trust.standing().devices().stream()
        .filter(each -> each.device().equals(device))
        .findFirst()
        .flatMap(TrustViews.Device::shown);
  }
}
