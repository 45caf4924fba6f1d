package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.plant.Conveyor;
import dev.lockstep.plant.Plant;

/** What the machines of a plant showed before a test, to see by what they did in it. */
record PlantBefore(Plant plant, Plant.Shown shown) {

  static PlantBefore of(Plant plant) {
    return new PlantBefore(plant, plant.shown());
  }

  /** One that the conveyor does not run at yet. */
  double nextSpeed() {
    return shown.conveyor().speed() > 0.5 ? 0.25 : 0.75;
  }

  void assertUntouched() {
    assertThat(plant.shown()).isEqualTo(shown);
  }

  /** To {@link #nextSpeed}. */
  void assertConveyorMovedOnce() {
    assertThat(plant.shown().conveyor())
        .isEqualTo(new Conveyor.Shown(nextSpeed(), shown.conveyor().moves() + 1));
  }

  void assertPressUnmoved() {
    assertThat(plant.shown().press().moves()).isEqualTo(shown.press().moves());
  }

  void assertPressMovedOnce() {
    assertThat(plant.shown().press().moves()).isEqualTo(shown.press().moves() + 1);
  }
}
