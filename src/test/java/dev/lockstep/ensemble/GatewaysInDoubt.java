package dev.lockstep.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Moment;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Gateways of one plant, with a session of their own each, and one clock that is set by hand. */
final class GatewaysInDoubt implements AutoCloseable {
  static final Duration WITHIN = Duration.ofSeconds(10);
  static final Duration GRACE = Duration.ofSeconds(5);
  static final PlanDigest PLAN = PlanDigest.of("this plan");
  static final PlanDigest OTHER_PLAN = PlanDigest.of("another plan");
  static final String LOG = "0123456789abcdef";

  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final Instant MORNING = Instant.parse("2026-03-02T06:00:00Z");

  private final List<EnsembleClient> clients = new ArrayList<>();
  private final List<EnsembleInquiry> inquiries = new ArrayList<>();
  final String chroot;
  private volatile Duration passed = Duration.ZERO;
  volatile Supplier<List<String>> gaps = List::of;

  GatewaysInDoubt(LoneZooKeeper server, String chroot, int gateways) {
    this.chroot = chroot;
    EnsembleSettings settings = server.settings("chroot=" + chroot, "answer-max=2s");
    for (int each = 1; each <= gateways; each++) {
      EnsembleClient client = EnsembleClient.open(settings);
      clients.add(client);
      assertThat(client.firstConnection()).succeedsWithin(WAIT);
      EnsembleInquiry.Asker asker =
          new EnsembleInquiry.Asker("line-" + each, this::now, () -> gaps.get());
      inquiries.add(new EnsembleInquiry(client, settings, asker));
    }
    assertThat(new PlantClaim(client(), "plant").claim(LOG).join())
        .isInstanceOf(PlantClaim.Ours.class);
  }

  private Moment now() {
    return new Moment(MORNING.plus(passed), passed.toNanos(), "run");
  }

  void pass(Duration time) {
    passed = passed.plus(time);
  }

  EnsembleClient client() {
    return clients.getFirst();
  }

  EnsembleAddress address(String id, int participant, int of) {
    return new EnsembleAddress(
        chroot, new TransactionId(id), participant, of, PLAN, WITHIN, LOG, Optional.empty());
  }

  InquiryResult ask(String id, int participant, int of) {
    return ask(address(id, participant, of));
  }

  InquiryResult ask(EnsembleAddress address) {
    return inquiries.get(address.participant() - 1).ask(address);
  }

  Optional<VerdictRecord> verdict(String id) throws ForeignContentException {
    TransactionId transaction = new TransactionId(id);
    String path = client().paths().verdict(transaction);
    return client().readLatest(path).join() instanceof ReadResult.Found found
        ? Optional.of(VerdictRecord.decode(path, transaction, found.content()))
        : Optional.empty();
  }

  boolean voted(String id, int participant) {
    String path = client().paths().vote(new TransactionId(id), participant);
    return client().readLatest(path).join() instanceof ReadResult.Found;
  }

  void stands(String id, PlanDigest plan, EnsembleVerdict verdict) {
    VerdictRecord record =
        new VerdictRecord(
            new TransactionId(id),
            plan,
            verdict,
            List.of(),
            MORNING,
            "replica",
            Optional.of(new VerdictRecord.StateText(2, "{}", "{}")),
            false);
    assertThat(client().create(client().paths().verdict(record.id()), record.encode()).join())
        .isEqualTo(new WriteResult.Done());
  }

  void vote(String id, int participant, PlanDigest plan) {
    VoteRecord vote = new VoteRecord(plan, "line-" + participant, MORNING);
    String path = client().paths().vote(new TransactionId(id), participant);
    assertThat(client().create(path, vote.encode()).join()).isEqualTo(new WriteResult.Done());
  }

  @Override
  public void close() {
    clients.forEach(EnsembleClient::close);
  }
}
