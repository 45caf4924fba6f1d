package dev.lockstep.ensemble;

import dev.lockstep.device.TimeSource;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * The ensemble as witness: outcomes that gateways received, published before they act on them, and
 * read by others whose coordinator is silent. Thread-safe; throws nothing for what the ensemble
 * does.
 */
public final class OutcomeEvidence {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.ensemble");

  private final EnsembleClient client;
  private final PlantClaim claim;
  private final Duration most;
  private final String gateway;
  private final TimeSource clock;
  private volatile Optional<String> obstacle = Optional.of("the ensemble has not answered yet");

  /** Nothing is published before {@link #start}. */
  public OutcomeEvidence(
      EnsembleClient client, EnsembleSettings settings, String gateway, TimeSource clock) {
    this.client = client;
    this.claim = new PlantClaim(client, settings.plant());
    this.most = settings.times().witnessMax();
    this.gateway = gateway;
    this.clock = clock;
  }

  /**
   * Begins: with each connection it is looked whether the chroot is this plant's. Where nothing is
   * written there, as in a plant without coordinators of ours, the plant's name is.
   *
   * @param log the identity that a new log gets, 16 hexadecimal digits
   */
  public void start(String log) {
    client.onConnected(() -> claimed(claim.claim(log).join()));
  }

  private void claimed(PlantClaim.Result result) {
    obstacle =
        switch (result) {
          case PlantClaim.Ours ours -> Optional.empty();
          case PlantClaim.Unclaimed gone -> Optional.of("the plant's znode vanished");
          case PlantClaim.NotKnown notKnown -> Optional.of(notKnown.detail());
          case PlantClaim.Foreign foreign -> Optional.of(foreign.sentence());
        };
    obstacle.ifPresent(why -> LOG.errorf("no outcome is published or read as evidence: %s", why));
  }

  /** Why nothing is published or read; empty where nothing is in the way. */
  public Optional<String> obstacle() {
    return obstacle;
  }

  /** What was found. */
  public sealed interface Result {}

  /** A gateway received this outcome. */
  public record Found(OutcomeRecord record) implements Result {}

  /** Nothing that says anything: there is none, or it cannot be read. */
  public record Nothing(String detail) implements Result {}

  /**
   * Publishes an outcome that this gateway received. Waits for that no longer than {@link
   * EnsembleSettings.Times#witnessMax}, and not at all while no server is connected: it goes on by
   * itself.
   */
  public void received(
      String coordinator, TransactionId id, EnsembleVerdict outcome, Optional<Instant> instant) {
    if (obstacle.isPresent()) {
      return;
    }
    OutcomeRecord record =
        new OutcomeRecord(outcome, coordinator, gateway, clock.now().wall(), instant);
    boolean connected = client.connected();
    CompletableFuture<Void> published =
        client
            .create(client.paths().outcome(id, coordinator), record.encode())
            .thenCompose(result -> compared(id, record, result));
    if (connected) {
      await(id, published);
    }
  }

  private void await(TransactionId id, CompletableFuture<Void> published) {
    try {
      published.get(most.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException slow) {
      LOG.debugf("transaction=%s acted on before its outcome was published", id);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException bug) {
      throw new IllegalStateException("a witness never fails a transaction", bug.getCause());
    }
  }

  private CompletableFuture<Void> compared(
      TransactionId id, OutcomeRecord own, WriteResult result) {
    return switch (result) {
      case WriteResult.Done done -> CompletableFuture.completedFuture(null);
      case WriteResult.There there ->
          client
              .read(client.paths().outcome(id, own.coordinator()))
              .thenAccept(read -> contradicted(id, own, read));
      case WriteResult.Refused refused -> unpublished(id, refused.detail());
      case WriteResult.NotKnown notKnown -> unpublished(id, notKnown.detail());
      case WriteResult.Absent absent -> unpublished(id, "a znode above it vanished");
      case WriteResult.OtherVersion other -> unpublished(id, "it changed");
    };
  }

  private static CompletableFuture<Void> unpublished(TransactionId id, String why) {
    LOG.debugf("transaction=%s outcome not published: %s", id, why);
    return CompletableFuture.completedFuture(null);
  }

  /**
   * The coordinator told two gateways different things: a person must know, and no gateway is
   * stopped.
   */
  private void contradicted(TransactionId id, OutcomeRecord own, ReadResult read) {
    if (record(id, own.coordinator(), read) instanceof Found(OutcomeRecord first)
        && first.outcome() != own.outcome()) {
      LOG.errorf(
          "transaction=%s coordinator=%s told %s here and %s to %s at %s: its gateways do not end"
              + " alike; look at the machines",
          id, own.coordinator(), own.outcome(), first.outcome(), first.gateway(), first.at());
    }
  }

  /** Looks for an outcome that a gateway received. */
  public Result find(String coordinator, TransactionId id) {
    if (obstacle.isPresent()) {
      return new Nothing("no witness: " + obstacle.get());
    }
    return record(
        id, coordinator, client.readLatest(client.paths().outcome(id, coordinator)).join());
  }

  private Result record(TransactionId id, String coordinator, ReadResult read) {
    return switch (read) {
      case ReadResult.NotKnown notKnown ->
          new Nothing(
              "the witness %s gave no answer: %s".formatted(client.servers(), notKnown.detail()));
      case ReadResult.Absent absent ->
          new Nothing(
              "the witness %s knows of no gateway that received an outcome"
                  .formatted(client.servers()));
      case ReadResult.Found found -> {
        try {
          OutcomeRecord record =
              OutcomeRecord.decode(client.paths().outcome(id, coordinator), found.content());
          yield Optional.of(record)
              .filter(each -> each.coordinator().equals(coordinator))
              .<Result>map(Found::new)
              .orElseGet(() -> new Nothing("the witness holds another coordinator's outcome"));
        } catch (ForeignContentException foreign) {
          yield new Nothing(String.valueOf(foreign.getMessage()));
        }
      }
    };
  }
}
