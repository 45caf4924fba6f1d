package dev.lockstep.app.cli;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a command runs.
 *
 * @param environment variables by their names
 * @param user who is logged in at this host
 */
record Surroundings(
    Terminal terminal,
    Map<String, String> environment,
    Installation installation,
    String user,
    Chance chance) {

  /**
   * What comes from outside of any computation.
   *
   * @param clock of this host
   * @param draw some letters and digits, other ones each time
   */
  record Chance(InstantSource clock, Supplier<String> draw) {}

  /** Those of this process. */
  static Surroundings here(Chance chance) {
    Map<String, String> environment = System.getenv();
    return new Surroundings(
        Terminal.here(environment),
        environment,
        Installation.here(environment),
        Optional.ofNullable(System.getProperty("user.name")).orElse("somebody"),
        chance);
  }
}
