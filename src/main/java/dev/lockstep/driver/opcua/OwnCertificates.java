package dev.lockstep.driver.opcua;

import dev.lockstep.device.DeviceName;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.CertificateDetails;
import dev.lockstep.driver.TrustStanding;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.jboss.logging.Logger;

/**
 * The gateway's own certificates: {@code own/certs/lockstep.der} with {@code
 * own/private/lockstep.pem}, made, self-signed, where both are missing; and the one before, {@code
 * lockstep-before}, until each device's server has begun a session by the newest. The files are
 * looked at for each session, so putting a new pair there is all that a renewal takes. Thread-safe.
 */
final class OwnCertificates {
  private static final Logger LOG = Logger.getLogger(OwnCertificates.class);

  private final OwnCertificate.Place place;
  private final OwnCertificate.Place placeBefore;
  private final OpcUaApplication application;
  private final TimeSource clock;

  /** By which certificate each device's session was begun last; empty where none was yet. */
  private final Map<DeviceName, Optional<OwnCertificate>> begun = new TreeMap<>();

  /** Whose servers were begun with the one before, though the newest was tried first. */
  private final Set<DeviceName> distrusting = new TreeSet<>();

  private OwnCertificate newest;
  private Optional<OwnCertificate> before = Optional.empty();
  private String seen;
  private Optional<String> fault = Optional.empty();

  private OwnCertificates(Path own, OpcUaApplication application, TimeSource clock)
      throws IOException {
    this.application = application;
    this.clock = clock;
    this.place = place(own, "lockstep");
    this.placeBefore = place(own, "lockstep-before");
    this.before = readBefore();
    this.newest = first();
    this.seen = state();
    before = before.filter(each -> !each.sameAs(newest));
  }

  private static OwnCertificate.Place place(Path own, String name) {
    return new OwnCertificate.Place(
        own.resolve("certs").resolve(name + ".der"), own.resolve("private").resolve(name + ".pem"));
  }

  /**
   * @throws IOException where the files cannot be read, written, or do not hold what they should
   */
  static OwnCertificates in(Path own, OpcUaApplication application, TimeSource clock)
      throws IOException {
    return new OwnCertificates(own, application, clock);
  }

  private OwnCertificate first() throws IOException {
    try {
      if (place.missing()) {
        return OwnCertificate.make(application, place.certificate()).put(place);
      }
      return OwnCertificate.read(place);
    } catch (GeneralSecurityException failed) {
      throw new IOException("the own certificate cannot be made", failed);
    } catch (IOException unusable) {
      return afterPowerCut(unusable);
    }
  }

  /**
   * The story: a renewal put the new key there, and power failed before the certificate. The old
   * pair lies beside, whole, and its certificate is the one that is still in the place.
   */
  private OwnCertificate afterPowerCut(IOException unusable) throws IOException {
    try {
      boolean half =
          before.isPresent()
              && before.get().certificate().equals(OwnCertificate.certificate(place.certificate()));
      if (half) {
        return before.get().put(place);
      }
    } catch (GeneralSecurityException | UaException broken) {
      unusable.addSuppressed(broken);
    }
    throw unusable;
  }

  private Optional<OwnCertificate> readBefore() {
    try {
      return placeBefore.missing()
          ? Optional.empty()
          : Optional.of(OwnCertificate.read(placeBefore));
    } catch (IOException broken) {
      LOG.warnf("opcua the own certificate before cannot be used: %s", broken.getMessage());
      return Optional.empty();
    }
  }

  private String state() throws IOException {
    return TrustLists.entry(place.certificate()) + TrustLists.entry(place.key());
  }

  /** What new sessions begin with: the newest, then the one before while it is kept. */
  synchronized List<OwnCertificate> candidates() {
    look();
    List<OwnCertificate> candidates = new ArrayList<>(List.of(newest));
    Instant now = clock.now().wall();
    before
        .filter(each -> each.certificate().getNotAfter().toInstant().isAfter(now))
        .ifPresent(candidates::add);
    return List.copyOf(candidates);
  }

  synchronized OwnCertificate newest() {
    look();
    return newest;
  }

  /** Takes over a pair that a person put there. */
  private void look() {
    try {
      String now = state();
      if (now.equals(seen)) {
        return;
      }
      seen = now;
      OwnCertificate found = OwnCertificate.read(place);
      if (!found.sameAs(newest)) {
        keepBefore();
        newest = found;
        LOG.infof("opcua own certificate taken over: %s", text(newest));
      }
      fault = Optional.empty();
    } catch (IOException unusable) {
      String told = unusable.getMessage() + "; until then the one before is used";
      if (!fault.equals(Optional.of(told))) {
        LOG.warnf("opcua own certificate not taken over: %s", told);
      }
      fault = Optional.of(told);
    }
  }

  /** Keeps the newest for servers that trust no newer one; unless no server has trusted it yet. */
  private void keepBefore() {
    boolean trusted = begun.values().stream().flatMap(Optional::stream).anyMatch(newest::sameAs);
    if (before.isPresent() && !trusted) {
      return;
    }
    try {
      before = Optional.of(newest.put(placeBefore));
    } catch (IOException | GeneralSecurityException failed) {
      // Used from memory until the next start; the newest is there in any case.
      LOG.warnf("opcua own certificate before cannot be kept: %s", failed);
      before = Optional.of(newest);
    }
  }

  /**
   * Makes a new one for sessions that begin from now on. Durable when this returns.
   *
   * @throws IOException where the files cannot be written: the one before stays in use
   */
  OwnCertificate renew() throws IOException {
    try {
      OwnCertificate made = OwnCertificate.make(application, place.certificate());
      synchronized (this) {
        look();
        keepBefore();
        newest = made.put(place);
        seen = state();
        fault = Optional.empty();
        LOG.infof("opcua own certificate renewed: %s", text(newest));
        return newest;
      }
    } catch (GeneralSecurityException failed) {
      throw new IOException("it cannot be made: " + failed.getMessage(), failed);
    }
  }

  /** From now on this device's server has to trust the newest, too. */
  synchronized void opened(DeviceName device) {
    begun.putIfAbsent(device, Optional.empty());
  }

  /**
   * A device's server has begun a session by this certificate.
   *
   * @param second whether another was tried before, and not taken
   */
  synchronized void begun(DeviceName device, OwnCertificate own, boolean second) {
    begun.put(device, Optional.of(own));
    if (second && !own.sameAs(newest)) {
      distrusting.add(device);
    } else {
      distrusting.remove(device);
    }
    forgetBefore();
  }

  /** A device is gone: nothing is kept for its server any more. */
  synchronized void removed(DeviceName device) {
    begun.remove(device);
    distrusting.remove(device);
    if (!begun.isEmpty()) { // without any device there is no proof that none needs it
      forgetBefore();
    }
  }

  private void forgetBefore() {
    boolean all = begun.values().stream().allMatch(each -> each.filter(newest::sameAs).isPresent());
    if (before.isPresent() && all) {
      try {
        placeBefore.delete();
        before = Optional.empty();
        LOG.info("opcua own certificate before is not needed any more: each server trusts the new");
      } catch (IOException failed) {
        LOG.warnf("opcua own certificate before cannot be deleted: %s", failed);
      }
    }
  }

  /** Why what lies there is not used, or not everywhere; one sentence each, with the remedy. */
  synchronized List<String> troubles() {
    look();
    List<String> troubles = new ArrayList<>();
    fault.ifPresent(troubles::add);
    for (DeviceName each : distrusting) {
      troubles.add(
          "the server of %s does not take this gateway's new certificate yet, and got the one before: trust it there, thumbprint %s, %s"
              .formatted(each, ServerIdentity.thumbprint(newest.certificate()), newest.file()));
    }
    return List.copyOf(troubles);
  }

  synchronized List<TrustStanding.Own> standing() {
    look();
    List<TrustStanding.Own> all = new ArrayList<>();
    all.add(standing(newest, true));
    before.ifPresent(each -> all.add(standing(each, false)));
    return List.copyOf(all);
  }

  private TrustStanding.Own standing(OwnCertificate each, boolean first) {
    List<String> devices =
        begun.entrySet().stream()
            .filter(entry -> entry.getValue().filter(each::sameAs).isPresent())
            .map(entry -> entry.getKey().value())
            .toList();
    return new TrustStanding.Own(
        CertificateDetails.of(each.certificate()), each.file().toString(), first, devices);
  }

  private static String text(OwnCertificate own) {
    return "thumbprint %s, valid until %s"
        .formatted(
            ServerIdentity.thumbprint(own.certificate()),
            own.certificate().getNotAfter().toInstant());
  }
}
