package dev.lockstep.plant;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the demo asks of the plant: another product on all three machines, in one transaction.
 *
 * @param force kN
 * @param speed m/s; exact in 32 bits, so that it compares exactly
 * @param setpoint °C
 * @param at the instant at which all three begin; empty for at once. Our own coordinator's alone
 */
record Changeover(
    int recipe, double force, double speed, int program, double setpoint, Optional<Instant> at) {

  /** At once. */
  Changeover(int recipe, double force, double speed, int program, double setpoint) {
    this(recipe, force, speed, program, setpoint, Optional.empty());
  }

  Changeover at(Instant instant) {
    return new Changeover(recipe, force, speed, program, setpoint, Optional.of(instant));
  }

  /** As gateways and our coordinator are asked for it, in JSON. */
  record Command(String device, String command, Map<String, Object> arguments) {}

  /** The body of {@code POST /api/v1/coordinations}. */
  Map<String, Object> request(String id, ProductionLines lines) {
    return Map.of(
        "id",
        id,
        "participants",
        List.of(
            Map.of("gateway", lines.lineA().address(), "commands", onLineA()),
            Map.of("gateway", lines.lineB().address(), "commands", onLineB())));
  }

  /** The commands for press and conveyor. */
  List<Command> onLineA() {
    return List.of(
        new Command("press", "LoadRecipe", Map.of("StagedRecipe", recipe, "StagedForce", force)),
        new Command("conveyor", "SetSpeed", Map.of("Speed", speed)));
  }

  /** The command for the oven. */
  List<Command> onLineB() {
    return List.of(
        new Command("oven", "SetProgram", Map.of("ProgramNumber", program, "Setpoint", setpoint)));
  }

  /** What the machines show when every one of them has done this exactly once since then. */
  Plant.Shown doneOnceAfter(Plant.Shown before) {
    return new Plant.Shown(pressAfter(before), conveyorAfter(before), ovenAfter(before));
  }

  Press.Shown pressAfter(Plant.Shown before) {
    return new Press.Shown(recipe, force, before.press().guardClosed(), before.press().moves() + 1);
  }

  Conveyor.Shown conveyorAfter(Plant.Shown before) {
    return new Conveyor.Shown(speed, before.conveyor().moves() + 1);
  }

  Oven.Shown ovenAfter(Plant.Shown before) {
    Oven.Shown oven = before.oven();
    return new Oven.Shown(
        program, setpoint, oven.doorClosed(), oven.programsTaken() + 1, oven.setpointsTaken() + 1);
  }
}
