package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.UsualSettings;
import dev.lockstep.device.Moment;
import dev.lockstep.ensemble.EnsembleClient;
import dev.lockstep.ensemble.EnsembleInquiry;
import dev.lockstep.ensemble.EnsembleSettings;
import dev.lockstep.participant.CoordinatorClient;
import dev.lockstep.participant.CoordinatorClient.Word;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.transaction.TransactionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which addresses in an ensemble are asked, and what the others are told. */
class EnsembleCoordinatorClientTest {
  private static final String ADDRESS =
      "zookeeper:/lockstep/t1?participant=1&of=2&plan=0123456789abcdef&within=PT10S&log=0123456789abcdef";
  private static final TransactionId ID = new TransactionId("t1");

  /** No server listens there. */
  private static final String NOBODY = "127.0.0.1:" + FreePorts.lasting();

  private static EnsembleInquiry inquiry(EnsembleClient client, EnsembleSettings settings) {
    EnsembleInquiry.Asker asker =
        new EnsembleInquiry.Asker("line-a", () -> new Moment(Instant.EPOCH, 0, "run"), List::of);
    return new EnsembleInquiry(client, settings, asker);
  }

  private static EnsembleSettings settings() {
    return UsualSettings.of(EnsembleSettings.class, "connect=" + NOBODY, "answer-max=300ms");
  }

  @Test
  void withoutAnEnsembleOfItsOwnAGatewayAsksNone() {
    CoordinatorClient none = new EnsembleCoordinatorClient(Optional.empty(), "/lockstep");
    assertThat(none.objection(ADDRESS).orElseThrow()).contains("lockstep.ensemble.connect");
    assertThat(none.ask(ADDRESS, ID)).isInstanceOf(Word.Silence.class);
  }

  @Test
  void addressOfAnotherChrootOrFormIsNotAsked() {
    try (EnsembleClient client = EnsembleClient.open(settings())) {
      CoordinatorClient asked =
          new EnsembleCoordinatorClient(Optional.of(inquiry(client, settings())), "/lockstep");
      assertThat(asked.objection(ADDRESS)).isEmpty();
      assertThat(asked.objection(ADDRESS.replace("/lockstep", "/other")).orElseThrow())
          .contains("/other", "lockstep.ensemble.chroot");
      assertThat(asked.objection("zookeeper:/lockstep/t1").orElseThrow())
          .contains("zookeeper:/CHROOT/ID");
      assertThat(asked.ask("zookeeper:zoo-1:2181/lockstep/t1", ID))
          .isInstanceOf(Word.Silence.class);
      assertThat(asked.ask(ADDRESS, new TransactionId("t2")))
          .isInstanceOfSatisfying(
              Word.Silence.class,
              silence -> assertThat(silence.detail()).contains("another transaction"));
    }
  }

  @Test
  void silenceNamesTheServersThatWereTried() {
    try (EnsembleClient client = EnsembleClient.open(settings())) {
      CoordinatorClient asked =
          new EnsembleCoordinatorClient(Optional.of(inquiry(client, settings())), "/lockstep");
      assertThat(asked.ask(ADDRESS, ID))
          .isInstanceOfSatisfying(
              Word.Silence.class, silence -> assertThat(silence.detail()).contains(NOBODY));
    }
  }

  @Test
  void formOfTheAddressChoosesWhoIsAsked() {
    CoordinatorClient ensemble = (address, id) -> new Word.Commit("ensemble");
    CoordinatorClient processes = (address, id) -> new Word.Commit("process");
    CoordinatorClient all = new CoordinatorsByAddress(ensemble, processes);
    assertThat(all.ask(ADDRESS, ID)).isEqualTo(new Word.Commit("ensemble"));
    assertThat(all.ask("https://mes/api/v1/coordinations/t1", ID))
        .isEqualTo(new Word.Commit("process"));
  }
}
