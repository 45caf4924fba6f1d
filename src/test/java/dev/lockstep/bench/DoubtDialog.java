package dev.lockstep.bench;

/**
 * A coordinator's that has each transaction prepared, at a machine of its own, and then is silent.
 */
final class DoubtDialog implements Dialog {
  private final Fleet fleet;
  private final String coordinator;
  private String id = "";

  /**
   * Nothing is begun.
   *
   * @param coordinator the address that a gateway in doubt is to ask
   */
  DoubtDialog(Fleet fleet, String coordinator) {
    this.fleet = fleet;
    this.coordinator = coordinator;
  }

  @Override
  public Call begin(long number, int machine) {
    id = "doubt-" + number;
    String commands = fleet.commands(Math.toIntExact(number), number).substring(1);
    return Call.post(
        0,
        "/api/v1/transactions/" + id + "/prepare",
        "{\"coordinator\":\"%s/coordinations/%s\",%s".formatted(coordinator, id, commands));
  }

  @Override
  public Heard heard(HttpAnswer answer) {
    return answer.says(200, "vote", "COMMIT") ? new Heard.Committed() : answer.wrong("PREPARE", id);
  }
}
