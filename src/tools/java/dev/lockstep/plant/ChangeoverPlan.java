package dev.lockstep.plant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The changeover as a plan: a file for our coordinator, and the call that plays it. */
public final class ChangeoverPlan {
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

  private static final Changeover AGAIN = new Changeover(9, 130, 0.75, 21, 190);

  private ChangeoverPlan() {}

  /**
   * The plan's text.
   *
   * @param lineA address of the gateway of press and conveyor
   * @param lineB address of the gateway of the oven
   */
  public static String text(String lineA, String lineB) {
    return TEXT.formatted(lineA, lineB);
  }

  /** Puts the file into the folder of plans. */
  static void write(Path folder, ProductionLines lines) {
    try {
      Files.writeString(
          folder.resolve(NAME + ".yaml"), text(lines.lineA().address(), lines.lineB().address()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The body of {@code POST /api/v1/plans/run}. */
  static Map<String, Object> call(String id, Changeover changeover) {
    Map<String, Object> call = new LinkedHashMap<>();
    call.put("plan", NAME);
    call.put("id", id);
    call.put("parameters", parameters(changeover));
    changeover.at().ifPresent(instant -> call.put("at", instant.toString()));
    return call;
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

  /**
   * The line that plays it once more by hand, as it is typed into a shell.
   *
   * @param distribution the unpacked package
   * @param coordinator its address
   */
  public static String line(Path distribution, String coordinator) {
    Path here = Path.of("").toAbsolutePath();
    Path home = distribution.startsWith(here) ? here.relativize(distribution) : distribution;
    String settings =
        parameters(AGAIN).entrySet().stream()
            .map(each -> " --set %s=%s".formatted(each.getKey(), each.getValue()))
            .collect(Collectors.joining());
    return "%s plan run %s --url %s%s"
        .formatted(home.resolve("bin/lockstep"), NAME, coordinator, settings);
  }
}
