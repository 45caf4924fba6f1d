package dev.lockstep.model;

import java.util.List;
import java.util.Optional;

/** Gateways, their machines and one coordinator with a log of its own. */
final class PlotSystem implements TransitionSystem {
  private final ModelScene scene;
  private final Steps steps;
  private final ModelRules rules;
  private final Tidying tidying;

  PlotSystem(Plot plot, Sabotage sabotage) {
    scene = new ModelScene(plot, sabotage);
    steps = new Steps(scene);
    rules = new ModelRules(scene);
    tidying = new Tidying(scene);
  }

  @Override
  public int words() {
    return scene.places.words;
  }

  @Override
  public World first() {
    return scene.first();
  }

  @Override
  public void steps(World world, Sink sink) {
    steps.from(world, sink);
  }

  @Override
  public void tidy(World world) {
    tidying.tidy(world);
  }

  @Override
  public Optional<String> broken(World world) {
    return rules.broken(world);
  }

  @Override
  public boolean over(World world) {
    return rules.over(world);
  }

  @Override
  public List<String> script(List<String> schedule) {
    return Script.of(scene.plot, schedule);
  }
}
