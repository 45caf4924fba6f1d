package dev.lockstep.plant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The changeover as a plan: a file for our coordinator, and the call that plays it. */
final class ChangeoverPlan {
  private static final String NAME = "changeover";

  /** Addresses are those of this plant; everything else is said when it is played. */
  private static final String TEXT =
      """
      description: Another product on press, conveyor and oven.
      timeout: 10s
      parameters:
        - { name: Recipe, valueType: Uint16, minimum: 1, maximum: 99, description: of the press }
        - { name: Force, valueType: Float64, minimum: 50, maximum: 2000, units: kN }
        - { name: Speed, valueType: Float32, minimum: 0.1, maximum: 2.5, units: m/s }
        - { name: Program, valueType: Uint16, minimum: 1, maximum: 50, description: of the oven }
        - { name: Setpoint, valueType: Float64, minimum: 20, maximum: 300, units: °C }
      participants:
        - gateway: %s
          commands:
            - device: press
              command: LoadRecipe
              arguments: { StagedRecipe: "${Recipe}", StagedForce: "${Force}" }
            - device: conveyor
              command: SetSpeed
              arguments: { Speed: "${Speed}" }
        - gateway: %s
          commands:
            - device: oven
              command: SetProgram
              arguments: { ProgramNumber: "${Program}", Setpoint: "${Setpoint}" }
      """;

  private ChangeoverPlan() {}

  /** Puts the file into the folder of plans. */
  static void write(Path folder, ProductionLines lines) {
    try {
      Files.writeString(
          folder.resolve(NAME + ".yaml"),
          TEXT.formatted(lines.lineA().address(), lines.lineB().address()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The body of {@code POST /api/v1/plans/run}. */
  static Map<String, Object> call(String id, Changeover changeover) {
    return Map.of("plan", NAME, "id", id, "parameters", parameters(changeover));
  }

  private static Map<String, Object> parameters(Changeover changeover) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("Recipe", changeover.recipe());
    parameters.put("Force", changeover.force());
    parameters.put("Speed", changeover.speed());
    parameters.put("Program", changeover.program());
    parameters.put("Setpoint", changeover.setpoint());
    return parameters;
  }

  /** The line that plays it once more by hand. */
  static String line(String coordinator) {
    String body =
        "{\"plan\": \"%s\", \"parameters\": {\"Recipe\": 9, \"Force\": 130, \"Speed\": 0.75, \"Program\": 21, \"Setpoint\": 190}}"
            .formatted(NAME);
    return "curl -H 'Content-Type: application/json' -d '%s' %s/api/v1/plans/run"
        .formatted(body, coordinator);
  }
}
