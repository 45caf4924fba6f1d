package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Promise;
import dev.lockstep.transaction.Ballot;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a server that follows no companion model to a transaction, and no line written by hand. */
class DraftedPlainServerTest {
  @TempDir private Path serverPki;
  @TempDir private Path pki;
  @TempDir private Path home;

  @Test
  void aWriteAndACallOfADraftAreCommitted() throws Exception {
    try (ForeignPress press = ForeignPress.start(serverPki)) {
      OpcUaDriverFixture bench = new OpcUaDriverFixture(pki);
      DraftedProfile draft = DraftedProfile.of(bench, press.port());
      assertThat(draft.found().models()).isEmpty();
      Path profile = draft.checked(home, bench, draft.text());
      try (PressLine line =
          PressLine.of(home, OpcUaDriverFixture.insecure(press.port()), bench, profile)) {
        Ballot.Yes vote = (Ballot.Yes) line.prepare("w", "Recipe", Map.of("Recipe", 7L));
        assertThat(vote.promise()).isEqualTo(Promise.CHECKED);
        line.commit("w");
        line.awaitCommitted("w");
        line.promise("c", "Stroke", Map.of("Stroke.count", 2L, "Stroke.force", 5L));
        line.commit("c");
        line.awaitCommitted("c");
      }
    }
  }
}
