package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The disk takes seconds for each fsync: strace holds the system call back. Nobody waits longer
 * than the journal's limit, nothing is said that is not durable, and all goes on when the disk
 * does.
 */
@Tag("fault")
class StalledDiskIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String STALL = "delay_enter=6000000";

  private static final Path STRACE = Distribution.required("strace");
  private static final Drives LINE =
      Drives.start("stalled-disk", 200, Map.of("lockstep.journal.wait-max", "1s"));
  private static final Web WEB = LINE.web();

  @AfterAll
  static void end() {
    WEB.close();
    LINE.close();
  }

  @Test
  void nothingIsSaidThatIsNotDurableAndAllGoesOnWhenTheDiskDoes() throws Exception {
    assertThat(WEB.call("before", "prepare", LINE.fleet().commands(0, 7)).get().statusCode())
        .isEqualTo(200);
    Process strace = stall();
    try {
      List<CompletableFuture<HttpResponse<String>>> votes = new ArrayList<>();
      for (int each = 1; each < 200; each++) {
        votes.add(WEB.call("stalled-" + each, "prepare", LINE.fleet().commands(each, 8)));
      }
      HttpResponse<String> commit = WEB.call("before", "commit", "").get();

      assertThat(commit.statusCode()).as(commit.body()).isEqualTo(503);
      assertThat(commit.body()).contains("/problems/journal-unavailable");
      assertThat(Web.header(commit, "Retry-After")).isEqualTo("1");
      assertThat(LINE.state("before")).isEqualTo("PREPARED");
      assertThat(LINE.speed(0)).as("moved before its decision was durable").isEqualTo("0");
      assertThat(WEB.get("/q/health/live").get().statusCode()).isEqualTo(200);
      for (CompletableFuture<HttpResponse<String>> vote : votes) {
        assertThat(vote.get().statusCode()).as(vote.get().body()).isIn(Set.of(409, 503));
      }
    } finally {
      SystemCalls.letGo(strace);
    }

    await()
        .atMost(PATIENCE)
        .until(() -> WEB.call("before", "commit", "").get().statusCode() == 200);
    assertThat(LINE.speed(0)).isEqualTo("7");
    for (int each = 1; each < 200; each++) {
      String id = "stalled-" + each;
      await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .until(() -> WEB.call(id, "rollback", "").get().statusCode() == 200);
      assertThat(LINE.speed(each)).isEqualTo("0");
    }
  }

  /** From its return on, each fsync of the gateway takes seconds; until it is destroyed. */
  private static Process stall() throws IOException, InterruptedException {
    Path said = LINE.gateway().plan().directory().resolve("strace.log");
    Process strace =
        new ProcessBuilder(
                STRACE.toString(),
                "-f",
                "-p",
                Long.toString(LINE.gateway().pid()),
                "-e",
                "trace=fsync,fdatasync",
                "-e",
                "inject=fsync,fdatasync:" + STALL)
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    await()
        .atMost(PATIENCE)
        .until(() -> !strace.isAlive() || Files.readString(said).contains("attached"));
    if (strace.waitFor(200, TimeUnit.MILLISECONDS)) {
      String why = "strace may not look into another process here: " + Files.readString(said);
      if ("true".equals(System.getenv("LOCKSTEP_CI"))) {
        fail(why);
      }
      System.out.println("skipped: " + why);
      Assumptions.abort(why);
    }
    return strace;
  }
}
