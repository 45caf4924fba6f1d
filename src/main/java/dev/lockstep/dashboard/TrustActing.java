package dev.lockstep.dashboard;

import dev.lockstep.participant.Operator;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.rest.TrustAdministration;
import dev.lockstep.rest.TrustViews;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is pressed about a certificate, handed on to the service that the API calls; refused where
 * another person has decided since it was looked at.
 */
@Singleton
final class TrustActing {
  private static final int HELD_MAX = 10;

  private final TrustAdministration trust;
  private final TrustForms forms;

  TrustActing(TrustAdministration trust, TrustForms forms) {
    this.trust = trust;
    this.forms = forms;
  }

  /**
   * Does it.
   *
   * @param shown the situation that was looked at
   * @return what came of it, one or more sentences
   * @throws RequestRefusedException where it was not done, and why; DECIDED_OTHERWISE where another
   *     was quicker, CERTIFICATE_CHANGED where the server shows another certificate by now
   */
  List<String> press(TrustForms.Place place, String shown, Operator operator) {
    TrustViews.Standing standing = trust.standing();
    if (!TrustForms.situation(standing, place).equals(shown)) {
      throw new RequestRefusedException(
          ProblemType.DECIDED_OTHERWISE,
          "Nothing was done: since you looked, " + meanwhile(standing, place));
    }
    String thumbprint = place.thumbprint();
    return switch (place.act()) {
      case APPROVE -> told(trust.approve(thumbprint, Optional.of(place.device()), operator));
      case REJECT -> told(trust.reject(thumbprint, operator));
      case REVOKE -> {
        List<Board.Hold> held = forms.held(TrustForms.resting(standing, thumbprint));
        List<String> told = new ArrayList<>(told(trust.revoke(thumbprint, operator)));
        affected(held).ifPresent(told::add);
        yield told;
      }
      case RENEW -> told(trust.renew(operator));
    };
  }

  private static List<String> told(TrustViews.Change change) {
    List<String> told = new ArrayList<>();
    told.add(change.repeated() ? "Nothing was changed: " + change.detail() : change.detail());
    told.addAll(change.remains());
    return told;
  }

  private static Optional<String> affected(List<Board.Hold> held) {
    if (held.isEmpty()) {
      return Optional.empty();
    }
    String some =
        held.stream()
            .limit(HELD_MAX)
            .map(each -> "%s (%s)".formatted(each.id(), each.text()))
            .collect(Collectors.joining("; "));
    int more = held.size() - HELD_MAX;
    return Optional.of(
        "transactions that go on when trust is back: %s%s"
            .formatted(some, more > 0 ? "; and %d more".formatted(more) : ""));
  }

  private static String meanwhile(TrustViews.Standing standing, TrustForms.Place place) {
    return TrustForms.decision(standing, place.thumbprint())
        .map(
            each ->
                "%s %s it%s at %s UTC (%s)."
                    .formatted(
                        each.by(),
                        TrustPages.verb(each.act()),
                        each.device().map(" for "::concat).orElse(""),
                        each.at().toString().substring(11, 19),
                        each.reason()))
        .orElse("it was changed by another person; the record of acts says by whom.");
  }
}
