package dev.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing counts as committed but what was said to be. */
class DialogTest {
  private static final Fleet FLEET = new Fleet(4);
  private static final String TRANSACTION = "http://tm/rest-at-coordinator/tx/1";

  @Test
  void aGatewayIsAskedToPrepareAndToCommit() {
    Dialog dialog = new GatewayDialog(FLEET, "t-");

    assertThat(dialog.begin(7, 1).path()).isEqualTo("/api/v1/transactions/t-7/prepare");
    assertThat(next(dialog, json("{\"id\":\"t-7\",\"vote\":\"COMMIT\"}")).path())
        .isEqualTo("/api/v1/transactions/t-7/commit");
    assertThat(dialog.heard(json("{\"id\":\"t-7\",\"outcome\":\"COMMITTED\"}")))
        .isEqualTo(new Heard.Committed());
  }

  @Test
  void aGatewayThatVotesOtherwiseOrForAnotherIsWrong() {
    Dialog dialog = new GatewayDialog(FLEET, "t-");

    dialog.begin(7, 1);
    assertThat(dialog.heard(json("{\"id\":\"t-7\",\"vote\":\"ROLLBACK\"}")))
        .isEqualTo(new Heard.Wrong("PREPARE: 200 {\"id\":\"ID\",\"vote\":\"ROLLBACK\"}"));
    dialog.begin(8, 1);
    assertThat(dialog.heard(json("{\"id\":\"t-7\",\"vote\":\"COMMIT\"}")))
        .isInstanceOf(Heard.Wrong.class);
  }

  @Test
  void coordinatorsThatShareALogAreAskedInTurns() {
    Dialog dialog = new CoordinationDialog(FLEET, "t-", List.of("http://a", "http://b"), 2);

    assertThat(List.of(dialog.begin(6, 1).server(), dialog.begin(7, 1).server()))
        .containsExactly(0, 1);
    assertThat(dialog.heard(json("{\"id\":\"t-7\",\"outcome\":\"COMMITTED\"}")))
        .isEqualTo(new Heard.Committed());
  }

  @Test
  void narayanaIsAskedToBeginItsParticipantsToWorkAndItToCommit() {
    Dialog dialog = new RestAtDialog(RestAtDialog.ofLibrary(4));

    assertThat(dialog.begin(7, 1).server()).isZero();
    LoadCall first = next(dialog, begun());
    LoadCall second = next(dialog, answer(201, "", ""));
    assertThat(List.of(first.path(), second.path()))
        .containsExactly(
            "/job?transaction=" + TRANSACTION + "&drive=1&speed=7",
            "/job?transaction=" + TRANSACTION + "&drive=5&speed=7");
    LoadCall commit = next(dialog, answer(201, "", ""));
    assertThat(commit.method() + " " + commit.path())
        .isEqualTo("PUT /rest-at-coordinator/tx/1/terminator");
    assertThat(dialog.heard(answer(200, "", "txstatus=TransactionCommitted")))
        .isEqualTo(new Heard.Committed());
  }

  @Test
  void narayanaThatRolledBackOrWasNotEnlistedInIsWrong() {
    Dialog dialog = new RestAtDialog(RestAtDialog.ofGateways(FLEET));

    dialog.begin(7, 1);
    assertThat(next(dialog, begun()).server()).isEqualTo(1);
    assertThat(dialog.heard(answer(409, "", ""))).isEqualTo(new Heard.Wrong("ENLIST: 409 "));
    dialog.begin(8, 1);
    next(dialog, begun());
    assertThat(next(dialog, answer(201, "", "")).server()).isEqualTo(2);
    next(dialog, answer(201, "", ""));
    assertThat(dialog.heard(answer(200, "", "txstatus=TransactionRolledBack")))
        .isInstanceOf(Heard.Wrong.class);
  }

  @Test
  void aParticipantOfTheLibraryIsAskedToPrepareAndToCommit() {
    Dialog dialog = new LibraryDialog();

    dialog.begin(7, 1);
    LoadCall commit =
        next(dialog, answer(200, "Location: /p/1\r\n", "txstatus=TransactionPrepared"));
    assertThat(commit.path()).isEqualTo("/p/1");
    assertThat(dialog.heard(answer(404, "", ""))).isInstanceOf(Heard.Wrong.class);
  }

  @Test
  void ourCoordinatorIsAskedOnceForAllGateways() {
    Dialog dialog = new CoordinationDialog(FLEET, "b-", List.of("http://a", "http://b"));

    assertThat(dialog.begin(7, 1).body())
        .startsWith("{\"id\":\"b-7\",\"participants\":[{\"gateway\":\"http://a\",\"commands\":[")
        .endsWith("}]}]}");
    assertThat(dialog.heard(json("{\"id\":\"b-7\",\"outcome\":\"ROLLED_BACK\"}")))
        .isInstanceOf(Heard.Wrong.class);
    dialog.begin(8, 1);
    assertThat(dialog.heard(json("{\"id\":\"b-8\",\"outcome\":\"COMMITTED\"}")))
        .isEqualTo(new Heard.Committed());
  }

  private static LoadCall next(Dialog dialog, HttpAnswer answer) {
    Heard heard = dialog.heard(answer);
    assertThat(heard).isInstanceOf(Heard.Next.class);
    return ((Heard.Next) heard).call();
  }

  private static HttpAnswer begun() {
    return answer(201, "Location: " + TRANSACTION + "\r\n", "");
  }

  private static HttpAnswer json(String body) {
    return answer(200, "", body);
  }

  private static HttpAnswer answer(int status, String headers, String body) {
    return new HttpAnswer(status, "HTTP/1.1 " + status + "\r\n" + headers, body, 0);
  }
}
