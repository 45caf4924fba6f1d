package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.plant.Rest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A disk tears the journal, and last night's backup is all there is: what each caller is told of
 * what was in doubt when it was taken and has ended since, and of what was promised since.
 */
class RestoreIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Map<String, String> WORD = Map.of("operator", "otto", "reason", "looked");

  @Test
  void whatABackupMissesIsNeitherDoneTwiceNorDenied() throws Exception {
    try (AskedCoordinator coordinator = new AskedCoordinator(AskedCoordinator.Mood.FROZEN);
        Drives line = start(coordinator)) {
      List<String> both = List.of("moved-since", "in-doubt");
      for (String id : both) {
        assertThat(vote(line, coordinator, id, both.indexOf(id))).isEqualTo("COMMIT");
      }
      Path backup = backup(line);
      assertThat(tell(line, "moved-since", "commit").body().path("outcome").asText())
          .isEqualTo("COMMITTED");
      assertThat(vote(line, coordinator, "promised-since", 2)).isEqualTo("COMMIT");

      refuseWhileItRuns(line, backup);
      line.gateway().kill();
      Path journal = line.gateway().plan().home().resolve("journal.db");
      Files.writeString(journal, "no database any more, but something else altogether".repeat(99));
      look(line, backup, journal);
      CommandLine.Said said = restore(line, backup, "--reason", "the disk tore it");
      assertThat(said.err()).isEmpty();
      assertThat(said.code()).isZero();
      assertThat(said.out())
          .contains("it holds 2 transactions that were not over, 2 of them promised and undecided")
          .contains("journal-audit.db stays as it is")
          .contains("entries were durable here that it does not have");

      coordinator.becomes(AskedCoordinator.Mood.WELL); // it says COMMIT of all
      line.gateway().start().awaitReady();
      nothingIsPromisedAndNothingIsDenied(line, coordinator);
      whatWasPromisedWaitsForAPerson(line, both);
      aPersonSettles(line, coordinator);
    }
  }

  private static Drives start(AskedCoordinator coordinator) {
    Map<String, String> settings = new HashMap<>();
    settings.put("lockstep.coordinators.allowed", coordinator.address());
    settings.put("lockstep.coordinators.answer-max", "500ms");
    settings.put("lockstep.transactions.doubt-after", "100ms");
    settings.put("lockstep.transactions.pause-max", "1s");
    return Drives.start("restore", 4, settings);
  }

  private static String vote(Drives line, AskedCoordinator coordinator, String id, int drive) {
    String commands = line.fleet().commands(drive, 700 + drive).substring(1);
    String body = "{\"coordinator\":\"" + coordinator.address(id) + "\"," + commands;
    Rest.Reply reply = line.gateway().rest().post("/api/v1/transactions/" + id + "/prepare", body);
    assertThat(reply.status()).as("%s", reply.body()).isEqualTo(200);
    return reply.body().path("vote").asText();
  }

  private static Rest.Reply tell(Drives line, String id, String verb) {
    return line.gateway().rest().post("/api/v1/transactions/" + id + "/" + verb, Map.of());
  }

  private static Path backup(Drives line) {
    JsonNode taken = line.gateway().rest().post("/api/v1/backup", WORD).body();
    return Path.of(taken.path("path").asText());
  }

  private static CommandLine.Said restore(Drives line, Path backup, String... more)
      throws Exception {
    Path home = line.gateway().plan().home();
    Path conf = home.resolve("application.properties");
    String[] arguments =
        Stream.concat(Stream.of("restore", backup.toString()), Stream.of(more))
            .toArray(String[]::new);
    return new CommandLine(home, Map.of("LOCKSTEP_CONF", conf.toString())).lockstep(arguments);
  }

  private static void refuseWhileItRuns(Drives line, Path backup) throws Exception {
    CommandLine.Said said =
        restore(line, backup, "--give-up-newer", "--reason", "not knowing that it runs");
    assertThat(said.code()).isEqualTo(1);
    assertThat(said.err()).contains("is in use by process " + line.gateway().pid());
  }

  private static void look(Drives line, Path backup, Path journal) throws Exception {
    List<String> before = names(journal.getParent());
    CommandLine.Said said = restore(line, backup, "--dry-run");
    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.out()).contains("journal.db is put at " + journal, "nothing was touched");
    assertThat(names(journal.getParent())).isEqualTo(before);
  }

  /** But for what the call itself leaves there. */
  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(each -> each.getFileName().toString())
          .filter(name -> !name.startsWith("call-"))
          .sorted()
          .toList();
    }
  }

  private static void nothingIsPromisedAndNothingIsDenied(
      Drives line, AskedCoordinator coordinator) {
    assertThat(line.gateway().rest().get("/api/v1/transactions/promised-since").status())
        .isEqualTo(503);
    for (String verb : List.of("commit", "rollback")) {
      assertThat(tell(line, "promised-since", verb).status()).as(verb).isEqualTo(503);
    }
    String body = "{\"coordinator\":\"" + coordinator.address("new") + "\",";
    Rest.Reply anew =
        line.gateway()
            .rest()
            .post(
                "/api/v1/transactions/new/prepare",
                body + line.fleet().commands(3, 703).substring(1));
    assertThat(anew.status()).as("%s", anew.body()).isEqualTo(503);
  }

  /** One of them has moved since, and its coordinator says COMMIT once more. */
  private static void whatWasPromisedWaitsForAPerson(Drives line, List<String> both) {
    for (String id : both) {
      await()
          .atMost(PATIENCE)
          .until(() -> shown(line, id).path("state").asText(), "COMMITTING"::equals);
      assertThat(shown(line, id).toString()).contains("WITHHELD", "it stands in a backup");
      Rest.Reply again = tell(line, id, "commit");
      assertThat(again.status()).as("%s", again.body()).isEqualTo(202);
    }
    assertThat(line.speed(0)).as("nothing moves a second time").isNotEqualTo("700");
    assertThat(line.speed(1)).isNotEqualTo("701");
  }

  private static JsonNode shown(Drives line, String id) {
    return line.gateway().rest().get("/api/v1/transactions/" + id).body();
  }

  private static void aPersonSettles(Drives line, AskedCoordinator coordinator) {
    Rest rest = line.gateway().rest();
    rest.post("/api/v1/transactions/in-doubt/release", WORD);
    await().atMost(PATIENCE).until(() -> line.state("in-doubt"), "ENDED"::equals);
    assertThat(line.speed(1)).isEqualTo("701");
    for (int damage : List.of(-1, 0)) {
      Rest.Reply taken =
          rest.post("/api/v1/journal/damages/%d/acknowledge".formatted(damage), WORD);
      assertThat(taken.status()).as("%s", taken.body()).isEqualTo(200);
    }
    assertThat(vote(line, coordinator, "new", 3)).isEqualTo("COMMIT");
    await()
        .atMost(PATIENCE)
        .until(() -> rest.get("/api/v1/audit").body().toString(), acts -> acts.contains("restore"));
    assertThat(rest.get("/api/v1/audit").body().toString())
        .contains("the disk tore it", "replaced-", "restoredAt");
  }
}
