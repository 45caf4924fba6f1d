package dev.lockstep.packaged;

import dev.lockstep.faults.FaultyNetwork;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.zookeeper.ServerNetwork;
import dev.lockstep.zookeeper.ZooKeeperProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What is broken in the middle of coordinations on an ensemble, and made whole again. */
enum EnsembleFault {
  COORDINATOR_KILLED(1, true) {
    @Override
    Optional<Strike> strike(ReplicatedPlant plant, RandomGenerator random) {
      GatewayProcess victim = any(plant.coordinators(), random).process();
      victim.kill();
      return Optional.of(new Strike(victim.name(), () -> victim.start().awaitReady()));
    }
  },
  COORDINATORS_KILLED(2, false) {
    @Override
    Optional<Strike> strike(ReplicatedPlant plant, RandomGenerator random) {
      List<GatewayProcess> victims =
          plant.coordinators().stream().map(ReplicatedPlant.Coordinating::process).toList();
      victims.forEach(GatewayProcess::kill);
      return Optional.of(
          new Strike(
              "both",
              () -> {
                victims.forEach(GatewayProcess::start);
                victims.forEach(GatewayProcess::awaitReady);
              }));
    }
  },
  GATEWAY_KILLED(1, false) {
    @Override
    Optional<Strike> strike(ReplicatedPlant plant, RandomGenerator random) {
      PackagedGateway victim = any(plant.lines(), random).gateway();
      victim.gateway().kill();
      return Optional.of(
          new Strike(
              victim.gateway().name(),
              () -> {
                victim.comeBack(random);
                victim.awaitConnected();
              }));
    }
  },
  LEADER_KILLED(1, true) {
    @Override
    Optional<Strike> strike(ReplicatedPlant plant, RandomGenerator random) {
      return killed(plant, plant.ensemble().awaitLeader());
    }
  },
  FOLLOWER_KILLED(1, true) {
    @Override
    Optional<Strike> strike(ReplicatedPlant plant, RandomGenerator random) {
      return killed(plant, plant.ensemble().awaitFollower());
    }
  },
  MAJORITY_KILLED(2, false) {
    @Override
    Optional<Strike> strike(ReplicatedPlant plant, RandomGenerator random) {
      int spared = random.nextInt(plant.ensemble().servers().size());
      List<ZooKeeperProcess> victims =
          plant.ensemble().servers().stream().filter(each -> each.number() != spared + 1).toList();
      victims.forEach(ZooKeeperProcess::kill);
      return Optional.of(new Strike(victims.toString(), () -> plant.ensemble().start()));
    }
  },
  COORDINATOR_FROZEN(0, false) {
    @Override
    Optional<Strike> strike(ReplicatedPlant plant, RandomGenerator random) {
      GatewayProcess victim = any(plant.coordinators(), random).process();
      victim.pause();
      return Optional.of(new Strike(victim.name(), victim::resume));
    }
  },
  GATEWAY_FROZEN(0, false) {
    @Override
    Optional<Strike> strike(ReplicatedPlant plant, RandomGenerator random) {
      GatewayProcess victim = any(plant.lines(), random).gateway().gateway();
      victim.pause();
      return Optional.of(new Strike(victim.name(), victim::resume));
    }
  },
  LEADER_FROZEN(0, false) {
    @Override
    Optional<Strike> strike(ReplicatedPlant plant, RandomGenerator random) {
      ZooKeeperProcess victim = plant.ensemble().awaitLeader();
      victim.pause();
      return Optional.of(
          new Strike(
              victim.toString(),
              () -> {
                victim.resume();
                plant.ensemble().awaitServing();
              }));
    }
  },
  ROLLING_RESTART(0, false) {
    @Override
    Optional<Strike> strike(ReplicatedPlant plant, RandomGenerator random) {
      plant.ensemble().rollingRestart();
      return Optional.of(new Strike("each server", () -> {}));
    }
  },
  /** Of the four that speak with the ensemble, one loses one, two or all of the servers. */
  CLIENT_CUT_OFF(0, false) {
    @Override
    Optional<Strike> strike(ReplicatedPlant plant, RandomGenerator random) {
      List<FaultyNetwork> all =
          random.nextBoolean()
              ? any(plant.coordinators(), random).toServers()
              : any(plant.lines(), random).toServers();
      List<FaultyNetwork> cut = all.subList(0, 1 + random.nextInt(all.size()));
      cut.forEach(FaultyNetwork::freeze);
      boolean delivered = random.nextBoolean();
      return Optional.of(
          new Strike(
              "from " + cut.size() + (delivered ? ", delivered late" : ", lost"),
              () -> cut.forEach(each -> mend(each, delivered))));
    }
  },
  GATEWAY_CUT_OFF(0, false) {
    @Override
    Optional<Strike> strike(ReplicatedPlant plant, RandomGenerator random) {
      ReplicatedPlant.Line victim = any(plant.lines(), random);
      victim.toGateway().freeze();
      boolean delivered = random.nextBoolean();
      return Optional.of(
          new Strike(
              victim.gateway().gateway().name() + (delivered ? ", delivered late" : ", lost"),
              () -> mend(victim.toGateway(), delivered)));
    }
  },
  LEADER_CUT_OFF(0, false) {
    @Override
    Optional<Strike> strike(ReplicatedPlant plant, RandomGenerator random) {
      return plant.network().map(network -> isolated(plant, network, random));
    }
  },
  FULL_DISK(0, false) {
    @Override
    Optional<Strike> strike(ReplicatedPlant plant, RandomGenerator random) {
      return plant.disk().map(disk -> filled(plant, disk));
    }
  };

  private final int kills;
  private final boolean waitPromised;

  EnsembleFault(int kills, boolean waitPromised) {
    this.kills = kills;
    this.waitPromised = waitPromised;
  }

  /**
   * It has happened.
   *
   * @param whom it hit
   * @param heal makes everything whole again; returns when it is
   */
  record Strike(String whom, Runnable heal) {}

  /** Breaks it; empty where this machine does not let us. */
  abstract Optional<Strike> strike(ReplicatedPlant plant, RandomGenerator random);

  /** So many processes die by SIGKILL. */
  int kills() {
    return kills;
  }

  /** Whether what is under way must end without the dead: within the session time-out and 2 s. */
  boolean waitPromised() {
    return waitPromised;
  }

  private static Optional<Strike> killed(ReplicatedPlant plant, ZooKeeperProcess victim) {
    victim.kill();
    return Optional.of(new Strike(victim.toString(), () -> plant.ensemble().start()));
  }

  private static void mend(FaultyNetwork network, boolean delivered) {
    if (!delivered) {
      network.reset();
    }
    network.thaw();
  }

  /** From the other servers, and perhaps from its clients too. */
  private static Strike isolated(
      ReplicatedPlant plant, ServerNetwork network, RandomGenerator random) {
    ZooKeeperProcess victim = plant.ensemble().awaitLeader();
    boolean fromClients = random.nextBoolean();
    if (fromClients) {
      network.isolate(victim.number());
    } else {
      plant.ensemble().servers().stream()
          .filter(other -> other != victim)
          .forEach(other -> network.cut(victim.number(), other.number()));
    }
    return new Strike(
        victim + (fromClients ? " from all" : " from the other servers"),
        () -> {
          network.mendAll();
          plant.ensemble().awaitServing();
        });
  }

  private static Strike filled(ReplicatedPlant plant, SmallDisk disk) {
    ZooKeeperProcess victim = plant.ensemble().server(3);
    try {
      disk.fill();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Strike(
        victim.toString(),
        () -> {
          try {
            disk.free();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          victim.kill(); // where it has not given up by itself
          plant.ensemble().start();
        });
  }

  private static <T> T any(List<T> all, RandomGenerator random) {
    return all.get(random.nextInt(all.size()));
  }
}
