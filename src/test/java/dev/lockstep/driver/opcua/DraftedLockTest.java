package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.CompanionModel;
import dev.lockstep.device.Promise;
import dev.lockstep.transaction.Ballot;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The lock of DI is recognized on a server, and what is drafted there is armed by it. */
class DraftedLockTest extends DraftedMachine {
  @Test
  void whatStandsBelowALockIsDraftedUnderItAndCommittedSo() throws Exception {
    OpcUaDriverFixture bench = new OpcUaDriverFixture(pki);
    DraftedProfile draft = DraftedProfile.of(bench, machine.port());

    assertThat(draft.found().models())
        .contains(
            new CompanionModel.Lock(List.of("Machine"), "nsu=urn:test:machine;s=Machine.Lock"));
    Path profile = draft.checked(home, bench, draft.text());
    try (PressLine line = line(bench, profile)) {
      Ballot.Yes vote =
          (Ballot.Yes) line.prepare("t", "Machine.Speed", Map.of("Machine.Speed", 5L));
      assertThat(vote.promise()).isEqualTo(Promise.LEASED);
      line.commit("t");
      line.awaitCommitted("t");
    }
  }

  @Test
  void theMethodsOfALockAreNoCommands() throws Exception {
    try (OpcUaDriverFixture bench = new OpcUaDriverFixture(pki)) {
      DraftedProfile draft = DraftedProfile.of(bench, machine.port());

      assertThat(draft.found().methods())
          .extracting(each -> each.path().getLast())
          .doesNotContain("InitLock", "RenewLock", "ExitLock", "BreakLock");
      assertThat(draft.text()).contains("# - Machine.Lock is used by a pattern of prepare");
    }
  }

  @Test
  void aLockIsFoundFromThePartThatItLocks() throws Exception {
    try (OpcUaDriverFixture bench = new OpcUaDriverFixture(pki)) {
      DraftedProfile draft =
          DraftedProfile.of(bench, machine.port(), "nsu=urn:test:machine;s=Machine");

      assertThat(draft.found().models())
          .contains(new CompanionModel.Lock(List.of(), "nsu=urn:test:machine;s=Machine.Lock"));
      draft.checked(home, bench, draft.text());
    }
  }
}
