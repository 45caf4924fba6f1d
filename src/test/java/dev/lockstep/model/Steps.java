package dev.lockstep.model;

/** Everything that can happen next in a world, always in the same order. */
final class Steps {
  private final ModelScene scene;

  Steps(ModelScene scene) {
    this.scene = scene;
  }

  void from(World world, Sink sink) {
    ModelFixture bench = new ModelFixture(scene, new Shell(scene), sink);
    new Courses(bench).steps(world);
    ModelGateways gateways = new ModelGateways(bench);
    ModelMachines machines = new ModelMachines(bench);
    People people = new People(bench);
    for (int gateway = 0; gateway < Plot.GATEWAYS; gateway++) {
      int here = gateway;
      if (scene.plot.transactions().stream().anyMatch(each -> !each.at(here).isEmpty())) {
        gateways.power(world, gateway);
        Reloading reloading = new Reloading(bench, gateway);
        reloading.power(world, bench.shell());
        reloading.steps(world);
      }
      for (int transaction = 0; transaction < scene.ids.size(); transaction++) {
        if (scene.plot.transactions().get(transaction).at(gateway).isEmpty()) {
          continue;
        }
        machines.late(world, gateway, transaction);
        new ShownCondition(bench, gateway, transaction).steps(world);
        boolean first = world.is(scene.places.at(gateway, transaction).restart);
        if (first) {
          gateways.restart(world, gateway, transaction);
        }
        boolean overtaken = scene.sabotage == Sabotage.REQUESTS_OVERTAKE_THE_RESTART;
        if (scene.up(world, gateway) && (!first || overtaken)) {
          gateways.steps(world, gateway, transaction);
          machines.steps(world, gateway, transaction);
          people.steps(world, gateway, transaction);
        }
      }
    }
    if (world.is(scene.places.jumps)) {
      Turn turn = new Turn(world);
      turn.sound = scene.plot.timed(); // an instant comes, whatever else does not
      turn.world.set(scene.places.jumps, world.get(scene.places.jumps) - 1);
      turn.world.set(scene.places.clock, world.get(scene.places.clock) + 1);
      sink.take("a weekend passes", turn);
    }
  }
}
