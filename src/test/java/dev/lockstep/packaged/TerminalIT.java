package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.plant.FreePorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a person at a terminal beside the line types and sees. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TerminalIT {
  private static final String ESCAPE = "\u001B[";
  private static final String PLAN =
      """
      description: Another product.
      timeout: 10s
      parameters:
        - { name: Recipe, valueType: Uint16, minimum: 1, maximum: 99 }
      participants:
        - gateway: %s
          commands:
            - device: press
              command: LoadRecipe
              arguments: { StagedRecipe: "${Recipe}", StagedForce: 120 }
            - device: conveyor
              command: SetSpeed
              arguments: { Speed: 0.75 }
      """;
  private static final String STRIKE =
      """
      description: One strike.
      timeout: 10s
      participants:
        - gateway: %s
          commands:
            - { device: stamp, command: Strike, arguments: { Part: 7 } }
      """;

  private final Path folder = Distribution.folder("terminal");
  private PackagedGateway line;
  private TmuxTerminal terminal;

  @BeforeAll
  void start() throws Exception {
    Distribution.required("tmux");
    Map<String, String> coordinator =
        Map.of(
            "lockstep.coordinator.enabled",
            "true",
            "lockstep.coordinator.path",
            folder.resolve("decisions.db").toString());
    line =
        PackagedGateway.start(
            "terminal", new PackagedGateway.Configured(Optional.empty(), List.of(), coordinator));
    String address = line.gateway().address();
    Files.writeString(folder.resolve("changeover.yaml"), PLAN.formatted(address));
    Files.writeString(folder.resolve("strike.yaml"), STRIKE.formatted(address));
  }

  @AfterAll
  void end() {
    if (line != null) {
      line.close();
    }
  }

  @BeforeEach
  void sitDown() throws Exception {
    String path = Distribution.home().resolve("bin") + ":" + System.getenv("PATH");
    Path conf = line.gateway().plan().home().resolve("application.properties");
    terminal = TmuxTerminal.open(folder, Map.of("PATH", path, "LOCKSTEP_CONF", conf.toString()));
  }

  @AfterEach
  void leave() throws Exception {
    terminal.close();
  }

  @Test
  void changeoverIsPlayedBeforeTheEyesOfWhoAskedForIt() throws Exception {
    long moves = line.plant().press().shown().moves();

    TmuxTerminal.Shown played =
        terminal.run("lockstep plan run changeover.yaml --set Recipe=21 --id day --reason product");

    assertThat(played.code()).as(played.text()).isZero();
    assertThat(played.text())
        .containsSubsequence(
            "vote       " + line.gateway().address() + "  COMMIT (DURABLE)",
            "decided    COMMIT",
            "confirmed  " + line.gateway().address() + "  COMMITTED",
            "day: COMMITTED");
    assertThat(line.plant().press().shown().moves()).isEqualTo(moves + 1);
    assertThat(line.plant().conveyor().shown().speed()).isEqualTo(0.75);

    TmuxTerminal.Shown status = terminal.run("lockstep status");
    assertThat(status.code()).isZero();
    assertThat(status.text()).contains("nothing waits for a person");
    assertThat(terminal.withAttributes()).as("a heading is bold").contains(ESCAPE + "1m");
    assertThat(terminal.run("NO_COLOR=1 lockstep status").code()).isZero();
    assertThat(terminal.withAttributes()).doesNotContain(ESCAPE);
    terminal.run("lockstep status > piped");
    assertThat(Files.readString(folder.resolve("piped")))
        .contains("nothing waits for a person")
        .doesNotContain(ESCAPE);
  }

  @Test
  void controlCStopsTheLookingAndNotTheChangeover() throws Exception {
    line.plant().press().fallSilentAtCommit();
    terminal.begin("lockstep plan run changeover.yaml --set Recipe=22 --id night --reason product");
    terminal.awaitShown("decided    COMMIT");

    terminal.press("C-c");

    TmuxTerminal.Shown stopped = terminal.end();
    assertThat(stopped.code()).as(stopped.text()).isEqualTo(130);
    assertThat(stopped.text())
        .contains(
            "coordination night goes on by itself; lockstep plan watch night shows how it ends");
    line.plant().press().answer();
    TmuxTerminal.Shown watched = terminal.run("lockstep plan watch night");
    assertThat(watched.code()).as(watched.text()).isZero();
    assertThat(watched.text()).contains("night: COMMITTED");
  }

  /** The stamp keeps no record of its strike: after a kill only who stands there knows of it. */
  @Test
  void gatewayIsKilledAtTheStrikeAndAPersonSaysWhatTheStampDid() throws Exception {
    line.stamp().logbook().onNext(line.gateway()::kill);

    TmuxTerminal.Shown lost =
        terminal.run("lockstep plan run strike.yaml --id strike-7 --reason part");

    assertThat(lost.code()).as(lost.text()).isEqualTo(8);
    assertThat(lost.text()).contains("lockstep plan watch strike-7 says whether it was begun");
    line.start();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> line.gateway().rest().get("/api/v1/transactions/strike-7").body().toString(),
            shown -> shown.contains("\"STUCK\""));
    assertStatusFitsNarrowAndWide();

    terminal.begin("lockstep resolve strike-7 --outcome COMMITTED --reason $'mark\\e[2J seen'");
    assertThat(terminal.awaitShown("[y/N]")).contains("stamp");
    terminal.type("y");

    TmuxTerminal.Shown resolved = terminal.end();
    assertThat(resolved.code()).as(resolved.text()).isZero();
    assertThat(resolved.text()).contains("strike-7: HEURISTIC_COMMIT");
    TmuxTerminal.Shown told = terminal.run("lockstep show strike-7");
    assertThat(told.text()).contains("mark\\u001B[2J seen");
    assertThat(terminal.run("lockstep forget strike-7").code()).isZero();
    assertThat(line.stamp().logbook().deeds()).as("one strike").hasSize(1);
  }

  private void assertStatusFitsNarrowAndWide() throws Exception {
    TmuxTerminal.Shown narrow = terminal.run("lockstep status");
    assertThat(narrow.code()).isEqualTo(6);
    assertThat(narrow.text())
        .contains("waits for a person", "SENT_ONCE strike-7 on stamp", "why: ", "then: ");
    assertThat(terminal.lines()).as("broken between words").isEqualTo(terminal.text());
    terminal.resize(200, 50);
    TmuxTerminal.Shown wide = terminal.run("lockstep status");
    assertThat(wide.text().lines().mapToInt(String::length).max().orElse(0)).isBetween(81, 200);
    assertThat(wide.text().lines().count()).isLessThan(narrow.text().lines().count());
    assertThat(terminal.lines()).isEqualTo(terminal.text());
    terminal.resize(80, 24);
  }

  @Test
  void whatCannotBeDoneIsOneLineWithItsOwnExitCode() throws Exception {
    assertSaid("lockstep show nothing-like-it", 5, "nothing-like-it");
    int free = FreePorts.find(1).getFirst();
    assertSaid("lockstep status --url http://127.0.0.1:" + free, 3, "127.0.0.1:" + free);
    String sixtyKilobytes = "$(head -c 60000 /dev/zero | tr '\\0' x)";
    assertSaid("lockstep reload --reason " + sixtyKilobytes, 1, "500");
  }

  private void assertSaid(String command, int code, String text) throws Exception {
    TmuxTerminal.Shown said = terminal.run(command);
    assertThat(said.code()).as(said.text()).isEqualTo(code);
    List<String> lines = said.text().lines().filter(each -> !each.isBlank()).toList();
    assertThat(lines).as(said.text()).hasSize(1);
    assertThat(lines.getFirst()).startsWith("lockstep: ").contains(text);
  }
}
