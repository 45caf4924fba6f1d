package dev.lockstep.bench;

/**
 * A coordinator's with one participant that uses Narayana's library, as {@link GatewayDialog} is
 * with one gateway: the work with its prepare, then commit.
 */
final class LibraryDialog implements Dialog {
  private String participant = "";

  @Override
  public LoadCall begin(long number, int machine) {
    participant = "";
    return LoadCall.post(
        0, "/job/%d/prepare?drive=%d&speed=%d".formatted(number, machine, number % 1_000_000), "");
  }

  @Override
  public Heard heard(HttpAnswer answer) {
    if (participant.isEmpty()) {
      participant = answer.header("location").orElse("");
      return !participant.isEmpty() && said(answer, "TransactionPrepared")
          ? new Heard.Next(
              new LoadCall(
                  0, "PUT", participant, "application/txstatus", "txstatus=TransactionCommitted"))
          : answer.wrong("PREPARE", participant);
    }
    return said(answer, "TransactionCommitted")
        ? new Heard.Committed()
        : answer.wrong("COMMIT", participant);
  }

  private static boolean said(HttpAnswer answer, String status) {
    return answer.status() == 200 && answer.body().equals("txstatus=" + status);
  }
}
