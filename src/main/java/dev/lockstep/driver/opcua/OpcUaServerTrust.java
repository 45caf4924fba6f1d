package dev.lockstep.driver.opcua;

import dev.lockstep.device.DeviceName;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.CertificateDetails;
import dev.lockstep.driver.CertificateFault;
import dev.lockstep.driver.ServerTrust;
import dev.lockstep.driver.TrustChange;
import dev.lockstep.driver.TrustDecision;
import dev.lockstep.driver.TrustDecision.Act;
import dev.lockstep.driver.TrustRequest;
import dev.lockstep.driver.TrustStanding;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What an operator decides about the certificates of OPC UA servers. One decision at a time; what
 * stands in the folders is the truth, and is read for each. Thread-safe.
 */
final class OpcUaServerTrust implements ServerTrust {
  private final CertificateTrust trust;
  private final ShownCertificates shown;
  private final TrustWatch watch;
  private final TrustFolders folders;
  private final TrustDecisions decisions;
  private final DecisionAnswers answers;
  private final TrustApproval approval;
  private final Map<DeviceName, TrustedMachine> machines = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();

  /** Of what is neither shown by a server nor seen in the folders. */
  private final AtomicLong changes = new AtomicLong();

  OpcUaServerTrust(
      CertificateTrust trust, ShownCertificates shown, TrustWatch watch, TimeSource clock) {
    this.trust = trust;
    this.shown = shown;
    this.watch = watch;
    this.folders = new TrustFolders(trust, shown);
    this.decisions = new TrustDecisions(trust.pki());
    this.answers = new DecisionAnswers(decisions, clock);
    this.approval = new TrustApproval(trust, shown, folders, answers);
  }

  void add(TrustedMachine machine) {
    machines.put(machine.server().device(), machine);
    trust.own().opened(machine.server().device());
    changes.incrementAndGet();
  }

  /** Forgets a device, unless a link of that name is open (again). Its files stay. */
  void removed(DeviceName device) {
    TrustedMachine known = machines.get(device);
    if (known != null && known.closed().getAsBoolean() && machines.remove(device, known)) {
      trust.own().removed(device);
      shown.removed(device);
      changes.incrementAndGet();
    }
  }

  @Override
  public TrustStanding standing() {
    lock.lock();
    try {
      return new TrustOverview(trust, shown, decisions).of(machines.values());
    } finally {
      lock.unlock();
    }
  }

  /** None of the three ever goes back, so their sum stays the same only where all do. */
  @Override
  public long version() {
    return changes.get() + shown.version() + watch.readings();
  }

  @Override
  public int waiting() {
    lock.lock();
    try {
      return Math.toIntExact(
          shown.refused().stream()
              .map(each -> CertificateDetails.Digest.SHA256.of(each.certificate()))
              .map(decisions::last)
              .filter(last -> last.filter(each -> each.act() == Act.REJECT).isEmpty())
              .count());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<CertificateDetails> own() {
    return trust.own().standing().stream().map(TrustStanding.Own::certificate).toList();
  }

  @Override
  public List<String> ownTroubles() {
    return trust.own().troubles();
  }

  /** Decides about a certificate that was found. */
  @FunctionalInterface
  private interface Decider {
    TrustChange decide(TrustSubject subject)
        throws UnansweredException, IOException, CertificateEncodingException;
  }

  private TrustChange decide(TrustRequest request, Decider decider) {
    lock.lock();
    try {
      List<X509Certificate> found = folders.find(request.thumbprint());
      if (found.isEmpty()) {
        return new TrustChange.Unknown(
            "no certificate of that thumbprint was shown since the start, and none lies in %s"
                .formatted(trust.pki()));
      }
      if (found.size() > 1) {
        return new TrustChange.Contradicted(
            "two certificates have that thumbprint, so somebody made one of them for it: name it by"
                + " SHA-256",
            Optional.empty());
      }
      return decider.decide(new TrustSubject(request, found.getFirst()));
    } catch (UnansweredException unreadable) {
      return new TrustChange.Failed("nothing was changed: " + unreadable.detail());
    } catch (IOException | CertificateEncodingException | UnsupportedOperationException failed) {
      return failed(failed);
    } finally {
      changes.incrementAndGet();
      lock.unlock();
    }
  }

  private TrustChange failed(Exception failed) {
    return new TrustChange.Failed(
        "%s cannot be written or read: %s; let the gateway's user write there, and do it again"
            .formatted(trust.pki(), failed));
  }

  @Override
  public TrustChange approve(TrustRequest request) {
    Optional<TrustedMachine> machine = request.device().map(machines::get);
    if (request.device().isPresent() && machine.isEmpty()) {
      return new TrustChange.NoDevice(
          "%s is no device that is reached over OPC UA".formatted(request.device().get()));
    }
    return decide(
        request,
        subject -> {
          Optional<TrustChange> contradiction = answers.contradiction(subject);
          if (contradiction.isPresent()) {
            return contradiction.get();
          }
          return machine.isPresent()
              ? approval.forOne(machine.get(), subject)
              : approval.forAll(subject, machines.values());
        });
  }

  @Override
  public TrustChange reject(TrustRequest request) {
    return decide(
        request,
        subject -> {
          Optional<TrustDecision> last = answers.last(subject);
          if (!folders.places(subject.certificate()).isEmpty()) {
            return new TrustChange.Contradicted(
                "%s is trusted%s: to take that away, revoke it"
                    .formatted(
                        subject.name(),
                        last.map(each -> ", " + DecisionAnswers.told(each)).orElse(" already")),
                last);
          }
          if (last.filter(each -> each.act() == Act.REJECT).isPresent()) {
            return answers.repeated(subject, Act.REJECT, "it was rejected already");
          }
          return answers.made(
              subject,
              Act.REJECT,
              last,
              List.of(),
              "%s stays refused, and waits for no operator any more".formatted(subject.name()));
        });
  }

  @Override
  public TrustChange revoke(TrustRequest request) {
    return decide(
        request,
        subject -> {
          Optional<TrustDecision> last = answers.last(subject);
          List<Path> places = folders.places(subject.certificate());
          List<String> remains = acceptedThroughIssuer(subject);
          if (places.isEmpty()) {
            return last.filter(each -> each.act() == Act.REVOKE).isPresent()
                ? answers.repeated(subject, Act.REVOKE, "its trust was taken away already")
                : new TrustChange.Contradicted(
                    "%s is not trusted by itself%s"
                        .formatted(
                            subject.name(), remains.isEmpty() ? "" : ": " + remains.getFirst()),
                    last);
          }
          List<String> devices = shown.acceptedBy(subject.certificate());
          folders.withdraw(subject.certificate(), places);
          watch.wake();
          return answers.made(
              subject,
              Act.REVOKE,
              last,
              acceptedThroughIssuer(subject),
              devices.isEmpty()
                  ? subject.name() + " is not trusted any more"
                  : "%s is not trusted any more; the sessions of %s end"
                      .formatted(subject.name(), String.join(", ", devices)));
        });
  }

  /** Read without what is broken there: a no must be possible at any time. */
  private List<String> acceptedThroughIssuer(TrustSubject subject) throws IOException {
    TrustLists lists = TrustLists.readable(trust.pki(), new ArrayList<>());
    CertificateDiagnosis.Certified certified =
        approval.certified(subject.certificate(), Optional.empty());
    boolean accepted =
        trust.refusal(certified, lists).isEmpty()
            && !lists.trusted().contains(subject.certificate());
    return accepted
        ? List.of(
            "it is accepted for its issuer %s is trusted: have that one revoke it, and put its"
                    .formatted(subject.certificate().getIssuerX500Principal())
                + " revocation list into trusted/crl")
        : List.of();
  }

  @Override
  public TrustChange renew(String by, String reason) {
    lock.lock();
    try {
      X509Certificate now = trust.own().newest().certificate();
      TrustSubject before = TrustSubject.of(now, by, reason);
      if (!TrustLists.isSelfSigned(now)) {
        return new TrustChange.Useless(
            "the gateway's certificate was issued by \"%s\": have it issue a new one, and put certificate and key into %s"
                .formatted(now.getIssuerX500Principal(), trust.pki().resolve("own")),
            CertificateFault.UNUSABLE);
      }
      Optional<TrustDecision> last = answers.last(before);
      if (last.filter(each -> each.act() == Act.RENEW && answers.isNew(each)).isPresent()) {
        return answers.repeated(before, Act.RENEW, "a new one was made just now");
      }
      TrustSubject made = TrustSubject.of(trust.own().renew().certificate(), by, reason);
      return answers.made(
          made,
          Act.RENEW,
          last,
          List.of(),
          "sessions that begin from now on use it where the server trusts it: trust it there; the one"
              + " before is used until then");
    } catch (IOException | UnsupportedOperationException failed) {
      return failed(failed);
    } finally {
      changes.incrementAndGet();
      lock.unlock();
    }
  }
}
