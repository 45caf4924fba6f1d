package dev.lockstep.ensemble;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Whether this replica may rest decisions on the ensemble: it is reached, the chroot is this
 * plant's, the log is the one that it was, and this replica has said that it lives.
 */
final class EnsembleStanding {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.ensemble");

  private final EnsembleClient client;
  private final EnsembleSettings settings;
  private final EnsemblePorts ports;
  private final ReplicaRegistry replicas;
  private final ServerProbe probe;

  private volatile Optional<PlantRecord> plant = Optional.empty();
  private volatile Optional<String> foreign = Optional.empty();
  private volatile Optional<String> waiting = Optional.of("the ensemble is not connected yet");
  private volatile long claimedIn;
  private Optional<String> logged = Optional.empty();

  EnsembleStanding(
      EnsembleClient client,
      EnsembleSettings settings,
      EnsemblePorts ports,
      ReplicaRegistry replicas) {
    this.client = client;
    this.settings = settings;
    this.ports = ports;
    this.replicas = replicas;
    this.probe = new ServerProbe(settings);
  }

  /** The log's identity; empty before the plant's znode was read for the first time. */
  Optional<String> log() {
    return plant.map(PlantRecord::log);
  }

  /** What keeps the ensemble from being used until a person has dealt with it. */
  Optional<String> foreign() {
    return foreign;
  }

  /** Whether decisions may rest on it now. */
  boolean ready() {
    return foreign.isEmpty() && waiting.isEmpty() && client.connected();
  }

  /** Does what is missing; blocks for a few operations at most. True where nothing is. */
  synchronized boolean establish() {
    waiting = client.connected() ? missing() : unreached();
    Optional<String> now = foreign.or(() -> waiting);
    if (!now.equals(logged)) {
      now.ifPresentOrElse(LOG::error, () -> LOG.infof("ensemble=%s in use", client.servers()));
      logged = now;
    }
    return ready();
  }

  private Optional<String> missing() {
    long session = client.sessionId();
    if (claimedIn != session || plant.isEmpty()) {
      Optional<String> failure = claim();
      if (failure.isPresent() || foreign.isPresent()) {
        return failure;
      }
      claimedIn = session;
    }
    String failure = replicas.register();
    if (failure.isEmpty()) {
      return Optional.empty();
    }
    return client.connected() ? Optional.of(named(failure)) : unanswered(failure);
  }

  private Optional<String> claim() {
    PlantClaim.Result result =
        new PlantClaim(client, settings.plant()).claim(ports.hex().get()).join();
    return switch (result) {
      case PlantClaim.Ours ours -> {
        foreign = changed(ours.record());
        if (foreign.isEmpty()) {
          plant = Optional.of(ours.record());
        }
        yield Optional.empty();
      }
      case PlantClaim.Foreign found -> {
        foreign = Optional.of(found.sentence());
        yield Optional.empty();
      }
      case PlantClaim.NotKnown notKnown -> unanswered(notKnown.detail());
      case PlantClaim.Unclaimed gone ->
          Optional.of(named("znode %s is not there".formatted(client.paths().plant())));
    };
  }

  /**
   * An ensemble that lost its data, or another one under the same address: what was decided is not
   * in it, and gateways in doubt must not be told that it never was.
   */
  private Optional<String> changed(PlantRecord found) {
    return plant
        .filter(before -> !before.log().equals(found.log()))
        .map(
            before ->
                "%s on %s is another log (%s) than at the start of this process (%s): the ensemble lost its data, or is another one; look at the gateways in doubt, then restart this process"
                    .formatted(
                        client.paths().chroot(), client.servers(), found.log(), before.log()));
  }

  private Optional<String> unreached() {
    return Optional.of(
        "the ensemble is not reached, so no coordination is begun or decided: " + probe.findings());
  }

  /** Connected a moment ago: what each server says now is what an operator can act on. */
  private Optional<String> unanswered(String failure) {
    return Optional.of(
        "no majority of the ensemble answered (%s), so no coordination is begun or decided: %s"
            .formatted(failure, probe.findings()));
  }

  private String named(String failure) {
    return "the ensemble %s cannot be used yet: %s".formatted(client.servers(), failure);
  }

  /** One sentence each; empty when all is well. */
  List<String> troubles() {
    List<String> all = new ArrayList<>();
    foreign.ifPresent(all::add);
    waiting.ifPresent(all::add);
    if (all.isEmpty() && !client.connected()) {
      all.add(
          "the connection to the ensemble %s is lost, and is made again"
              .formatted(client.servers()));
    }
    return all;
  }
}
