package dev.lockstep.bench;

/** A client's with two gateways and no coordinator: prepare at both, commit at both. */
final class BranchesDialog implements Dialog {
  private static final int GATEWAYS = 2;

  private final Fleet fleet;
  private final String prefix;
  private String id = "";
  private String commands = "";
  private int asked;

  /**
   * Nothing is begun.
   *
   * @param prefix of the ids
   */
  BranchesDialog(Fleet fleet, String prefix) {
    this.fleet = fleet;
    this.prefix = prefix;
  }

  @Override
  public LoadCall begin(long number, int machine) {
    id = prefix + number;
    commands = fleet.commands(machine, number);
    asked = 0;
    return call();
  }

  @Override
  public Heard heard(HttpAnswer answer) {
    boolean voting = asked < GATEWAYS;
    boolean right =
        answer.says(200, "id", id)
            && (voting
                ? answer.says(200, "vote", "COMMIT")
                : answer.says(200, "outcome", "COMMITTED"));
    if (!right) {
      return answer.wrong(voting ? "PREPARE" : "COMMIT", id);
    }
    asked++;
    return asked < 2 * GATEWAYS ? new Heard.Next(call()) : new Heard.Committed();
  }

  private LoadCall call() {
    String path = "/api/v1/transactions/" + id;
    return asked < GATEWAYS
        ? LoadCall.post(asked, path + "/prepare", commands)
        : LoadCall.post(asked - GATEWAYS, path + "/commit", "");
  }
}
