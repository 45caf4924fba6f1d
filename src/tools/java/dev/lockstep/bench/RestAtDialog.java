package dev.lockstep.bench;

import java.net.URI;

/**
 * A client's with Narayana's coordinator, server 0: begin, the work at two participants that enlist
 * themselves, commit.
 */
final class RestAtDialog implements Dialog {
  private static final String MANAGER = "/rest-at-coordinator/tx/transaction-manager";
  private static final int PARTICIPANTS = 2;

  private final Work work;
  private String transaction = "";
  private long number;
  private int machine;
  private int asked;

  /** How the work is asked for. */
  @FunctionalInterface
  interface Work {
    /**
     * At one of the participants.
     *
     * @param participant 0 or 1
     * @param transaction its address at the coordinator
     */
    LoadCall at(int participant, String transaction, int machine, long number);
  }

  RestAtDialog(Work work) {
    this.work = work;
  }

  /** Of participants that use Narayana's library: both in one application, server 1. */
  static Work ofLibrary(int machines) {
    return (participant, transaction, machine, number) ->
        LoadCall.post(
            1,
            "/job?transaction=%s&drive=%d&speed=%d"
                .formatted(transaction, participant * machines + machine, number % 1_000_000),
            "");
  }

  /** Of two gateways, servers 1 and 2. */
  static Work ofGateways(Fleet fleet) {
    return (participant, transaction, machine, number) ->
        LoadCall.post(
            1 + participant,
            "/rest-at/transactions",
            "{\"transaction\":\"%s\",%s"
                .formatted(transaction, fleet.commands(machine, number).substring(1)));
  }

  @Override
  public LoadCall begin(long next, int onMachine) {
    number = next;
    machine = onMachine;
    transaction = "";
    asked = 0;
    return new LoadCall(0, "POST", MANAGER, "application/x-www-form-urlencoded", "timeout=60000");
  }

  @Override
  public Heard heard(HttpAnswer answer) {
    if (transaction.isEmpty()) {
      transaction = answer.header("location").orElse("");
      return answer.status() == 201 && !transaction.isEmpty()
          ? new Heard.Next(nextWork())
          : answer.wrong("BEGIN", transaction);
    }
    if (asked <= PARTICIPANTS) {
      if (answer.status() != 201) {
        return answer.wrong("ENLIST", transaction);
      }
      return new Heard.Next(asked < PARTICIPANTS ? nextWork() : commit());
    }
    return answer.status() == 200 && answer.body().equals("txstatus=TransactionCommitted")
        ? new Heard.Committed()
        : answer.wrong("COMMIT", transaction);
  }

  private LoadCall nextWork() {
    return work.at(asked++, transaction, machine, number);
  }

  private LoadCall commit() {
    asked++;
    String terminator = URI.create(transaction).getPath() + "/terminator";
    return new LoadCall(
        0, "PUT", terminator, "application/txstatus", "txstatus=TransactionCommitted");
  }
}
