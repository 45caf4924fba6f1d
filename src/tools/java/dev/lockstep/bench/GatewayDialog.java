package dev.lockstep.bench;

/** A coordinator's with one gateway: prepare, commit. Each answer is checked. */
final class GatewayDialog implements Dialog {
  private final Fleet fleet;
  private final String prefix;
  private String id = "";
  private boolean prepared;

  /**
   * Nothing is begun.
   *
   * @param prefix of the ids: no other load on the same journal may have it
   */
  GatewayDialog(Fleet fleet, String prefix) {
    this.fleet = fleet;
    this.prefix = prefix;
  }

  @Override
  public LoadCall begin(long number, int machine) {
    id = prefix + number;
    prepared = false;
    return call("prepare", fleet.commands(machine, number));
  }

  @Override
  public Heard heard(HttpAnswer answer) {
    if (!prepared) {
      if (!answer.says(200, "id", id) || !answer.says(200, "vote", "COMMIT")) {
        return answer.wrong("PREPARE", id);
      }
      prepared = true;
      return new Heard.Next(call("commit", ""));
    }
    return answer.says(200, "id", id) && answer.says(200, "outcome", "COMMITTED")
        ? new Heard.Committed()
        : answer.wrong("COMMIT", id);
  }

  private LoadCall call(String what, String body) {
    return LoadCall.post(0, "/api/v1/transactions/" + id + "/" + what, body);
  }
}
