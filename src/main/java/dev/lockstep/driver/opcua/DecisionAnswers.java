package dev.lockstep.driver.opcua;

import dev.lockstep.device.DeviceName;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.CertificateDetails;
import dev.lockstep.driver.TrustChange;
import dev.lockstep.driver.TrustDecision;
import dev.lockstep.driver.TrustDecision.Act;
import dev.lockstep.driver.TrustRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** What operators are told of their decisions, and of each other's. Not thread-safe. */
final class DecisionAnswers {
  private static final Logger LOG = Logger.getLogger(DecisionAnswers.class);

  /** For so long the word of one operator is not overruled by another who may not know of it. */
  static final Duration HEARD = Duration.ofMinutes(1);

  private final TrustDecisions decisions;
  private final TimeSource clock;

  DecisionAnswers(TrustDecisions decisions, TimeSource clock) {
    this.decisions = decisions;
    this.clock = clock;
  }

  /** The last decision about this certificate. */
  Optional<TrustDecision> last(TrustSubject subject) {
    return decisions.last(subject.thumbprint());
  }

  /** Whether it was decided within the time in which another may not know of it. */
  boolean isNew(TrustDecision decision) {
    Instant now = clock.now().wall();
    return !now.isBefore(decision.at()) && now.isBefore(decision.at().plus(HEARD));
  }

  /** Somebody else has just said the contrary. */
  Optional<TrustChange> contradiction(TrustSubject subject) {
    Optional<TrustDecision> last = last(subject);
    return last.filter(each -> each.act() == Act.REJECT || each.act() == Act.REVOKE)
        .filter(each -> !each.by().equals(subject.request().by()))
        .filter(this::isNew)
        .map(
            each ->
                new TrustChange.Contradicted(
                    "%s has just decided otherwise: %s; speak with each other, and approve it after %s if it is right"
                        .formatted(each.by(), told(each), each.at().plus(HEARD)),
                    last));
  }

  static String told(TrustDecision decision) {
    return "%s%s by %s at %s (%s)"
        .formatted(
            decision.act(),
            decision.device().map(" for "::concat).orElse(""),
            decision.by(),
            decision.at(),
            decision.reason());
  }

  /**
   * The answer to what was done, once it is kept who did it.
   *
   * @param earlier what was decided before
   * @param remains what it does not change
   */
  TrustChange made(
      TrustSubject subject,
      Act act,
      Optional<TrustDecision> earlier,
      List<String> remains,
      String detail) {
    TrustRequest request = subject.request();
    TrustDecision decision =
        new TrustDecision(
            act,
            request.device().map(DeviceName::value),
            request.by(),
            request.reason(),
            clock.now().wall());
    try {
      decisions.add(subject.thumbprint(), decision);
    } catch (IOException | UnsupportedOperationException failed) {
      // It is done all the same, and stands in the audit log.
      LOG.warnf("opcua who decided cannot be kept: %s", failed);
    }
    LOG.infof("opcua trust: %s, %s", told(decision), detail);
    return new TrustChange.Made(
        CertificateDetails.of(subject.certificate()),
        Optional.of(decision),
        false,
        earlier,
        remains,
        detail);
  }

  /** The answer where it was so before: who did it first. */
  TrustChange repeated(TrustSubject subject, Act act, String sentence) {
    Optional<String> device = subject.request().device().map(DeviceName::value);
    Optional<TrustDecision> first =
        decisions.of(subject.thumbprint()).reversed().stream()
            .filter(each -> each.act() == act && each.device().equals(device))
            .findFirst();
    return new TrustChange.Made(
        CertificateDetails.of(subject.certificate()),
        first,
        true,
        Optional.empty(),
        List.of(),
        sentence + first.map(each -> ", " + told(each)).orElse(", a person put it there"));
  }
}
