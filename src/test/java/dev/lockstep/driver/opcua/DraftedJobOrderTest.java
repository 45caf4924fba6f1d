package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.CompanionModel;
import dev.lockstep.device.Promise;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Job orders of ISA-95 are recognized on a server, with what it says may be ordered. */
class DraftedJobOrderTest extends DraftedMachine {
  @Test
  void anOrderOfAWorkMasterIsDraftedWithItsParametersAndCommitted() throws Exception {
    OpcUaDriverFixture bench = new OpcUaDriverFixture(pki);
    DraftedProfile draft = DraftedProfile.of(bench, machine.port());
    Path profile = draft.checked(home, bench, draft.text());
    try (PressLine line = line(bench, profile)) {
      Ballot.Yes vote =
          (Ballot.Yes) line.prepare("j", "Jobs.Recipe-7", Map.of("Jobs.Recipe-7.Count", 12L));
      assertThat(vote.promise()).isEqualTo(Promise.SESSION);
      line.commit("j");
      line.awaitCommitted("j");
      State.Ended ended = (State.Ended) line.state("j");
      assertThat(((Progress.Applied) ended.progress().getFirst()).evidence())
          .isEqualTo("the server's record of the job order: ended");
    }
  }

  @Test
  void aPersonsDecisionsAreTakenOverByRemovingTheirMarks() throws Exception {
    OpcUaDriverFixture bench = new OpcUaDriverFixture(pki);
    DraftedProfile draft = DraftedProfile.of(bench, machine.port());
    String decided = draft.decided("pattern: job-order", 12);
    assertThat(decided).contains("\n          retained: true").isNotEqualTo(draft.text());
    Path profile = draft.checked(home, bench, decided);
    try (PressLine line = line(bench, profile)) {
      Ballot.Yes vote =
          (Ballot.Yes) line.prepare("d", "Jobs.Recipe-7", Map.of("Jobs.Recipe-7.Count", 3L));
      assertThat(vote.promise()).isEqualTo(Promise.DURABLE);
      line.commit("d");
      line.awaitCommitted("d");
    }
  }

  @Test
  void theReceiverIsRecognizedWhereTheBrowseBegins() throws Exception {
    try (OpcUaDriverFixture bench = new OpcUaDriverFixture(pki)) {
      DraftedProfile draft =
          DraftedProfile.of(bench, machine.port(), "nsu=urn:test:machine;s=Jobs");

      assertThat(draft.found().models())
          .singleElement()
          .isInstanceOfSatisfying(
              CompanionModel.JobOrders.class,
              orders -> {
                assertThat(orders.responses()).isEmpty();
                assertThat(orders.workMasters()).hasSize(1);
              });
      assertThat(draft.text()).contains("No ISA95JobResponseProviderObjectType was found");
      draft.checked(home, bench, draft.text());
    }
  }

  @Test
  void theMethodsOfTheReceiverThatThePatternCallsAreNoCommands() throws Exception {
    try (OpcUaDriverFixture bench = new OpcUaDriverFixture(pki)) {
      assertThat(DraftedProfile.of(bench, machine.port()).found().methods())
          .extracting(each -> each.path().getLast())
          .contains("Abort")
          .doesNotContain("Store", "Start", "Cancel", "Clear", "RequestJobResponseByJobOrderID");
    }
  }
}
