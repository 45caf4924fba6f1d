package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.CompanionModel.JobOrders;
import dev.lockstep.device.CompanionModel.Nameplate;
import dev.lockstep.device.CompanionModel.StateMachine;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * PackML and Machinery are recognized on a server that has many companion models, and nothing that
 * the others bring makes a draft which does not pass the check.
 */
class DraftedStateMachineTest {
  @TempDir private static Path serverPki;
  @TempDir private static Path pki;
  private static ForeignPress machine;
  private static OpcUaDriverFixture bench;
  private static DraftedProfile draft;

  @TempDir private Path home;

  @BeforeAll
  static void browse() throws Exception {
    machine = ForeignPress.start(serverPki, "companions.js");
    bench = new OpcUaDriverFixture(pki);
    draft = DraftedProfile.of(bench, machine.port());
  }

  @AfterAll
  static void stop() {
    if (bench != null) {
      bench.close();
    }
    if (machine != null) {
      machine.close();
    }
  }

  @Test
  void theStatesOfPackMlAreNamedAlsoForATypeDerivedFromThePublishedOne() {
    assertThat(draft.found().models())
        .filteredOn(StateMachine.class::isInstance)
        .extracting(each -> ((StateMachine) each).path().getFirst())
        .contains("Filler", "Capper");
    assertThat(draft.text()).contains("states: \"PackML\"");
  }

  @Test
  void aStateThatIsAPlainNumberIsProposedByItsName() {
    assertThat(draft.text())
        .contains(
            "#attributes: { nodeId: \"nsu=urn:test:companions;s=Labeller.Status.StateCurrent\","
                + " states: \"PackML\" }");
  }

  @Test
  void aMethodOfPackMlIsProvedByTheStateThatItLeadsTo() {
    assertThat(draft.text())
        .containsPattern("By PackML the machine is then in\\s+#?\\s*the state Held")
        .contains("ExecuteState.CurrentState.Number\", equals: \"Held\" }], within: 30s }");
  }

  @Test
  void theStateInWhichACommandMayBeDoneIsProposedAndLeftToAPerson() throws Exception {
    assertThat(draft.text())
        .doesNotContainPattern("#requires.*\\s+# Decide: how long may it take")
        .contains("#requires: [{ resource: \"Filler.BaseStateMachine.MachineState.ExecuteState")
        .contains("#requires: [{ resource: \"Machines.Saw.MachineryItemState.CurrentState.Number");
    draft.checked(home, bench, draft.decided("deviceResources:", 100_000));
  }

  @Test
  void theNameplateOfMachineryIsRead() {
    assertThat(draft.found().models())
        .contains(
            new Nameplate(
                List.of("Machines", "Saw", "Identification"), "Acme", "Saw 3000", "4711"));
    assertThat(draft.device()).contains("description: \"Acme Saw 3000, serial number 4711\"");
  }

  @Test
  void theNameplateOfTheMachineThatIsBrowsedIsTheProfiles() throws Exception {
    DraftedProfile saw = DraftedProfile.of(bench, machine.port(), "nsu=urn:test:companions;s=Saw");

    assertThat(saw.text()).contains("manufacturer: \"Acme\"", "model: \"Saw 3000\"");
    saw.checked(home, bench, saw.text());
  }

  @Test
  void theJobsOfMachineryHaveTheProviderBesideThem() {
    assertThat(draft.found().models())
        .filteredOn(JobOrders.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(JobOrders.class, jobs -> assertThat(jobs.responses()).isNotEmpty());
  }

  @Test
  void whateverTheModelsBringTheDraftPassesTheCheck() throws Exception {
    assertThat(draft.found().unfinished()).isEmpty();
    assertThat(draft.text())
        .contains("LADSDeviceType", "MotionDeviceType", "CncInterfaceType", "WSMachineType");
    draft.checked(home, bench, draft.text());
  }
}
