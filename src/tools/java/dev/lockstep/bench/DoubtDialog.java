package dev.lockstep.bench;

import dev.lockstep.plant.GatewayProcess;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * A coordinator's that has each transaction prepared, at a machine of its own, and then is silent.
 */
final class DoubtDialog implements Dialog {
  private static final int CALLERS = 64;

  private final Fleet fleet;
  private final int first;
  private final String coordinator;
  private String id = "";

  /**
   * Nothing is begun.
   *
   * @param first machine that is held; those before it stay free
   * @param coordinator the address that a gateway in doubt is to ask
   */
  DoubtDialog(Fleet fleet, int first, String coordinator) {
    this.fleet = fleet;
    this.first = first;
    this.coordinator = coordinator;
  }

  /** Has that many transactions prepared at a gateway, each at a machine of its own. */
  static void prepare(GatewayProcess gateway, int count, Supplier<Dialog> dialogs)
      throws IOException {
    var contender =
        new Contender("doubts", "prepare", 1, List.of(), List.of(Bed.socket(gateway)), dialogs);
    Load.Result result = new Load(contender, count).times(Math.min(CALLERS, count), count);
    if (result.tally().failed() > 0 || result.tally().committed() != count) {
      throw new IllegalStateException(
          "%d votes, and %s".formatted(result.tally().committed(), result.tally().errors()));
    }
  }

  @Override
  public LoadCall begin(long number, int machine) {
    id = "doubt-" + number;
    String commands = fleet.commands(first + Math.toIntExact(number), number).substring(1);
    return LoadCall.post(
        0,
        "/api/v1/transactions/" + id + "/prepare",
        "{\"coordinator\":\"%s/coordinations/%s\",%s".formatted(coordinator, id, commands));
  }

  @Override
  public Heard heard(HttpAnswer answer) {
    return answer.says(200, "vote", "COMMIT") ? new Heard.Committed() : answer.wrong("PREPARE", id);
  }
}
