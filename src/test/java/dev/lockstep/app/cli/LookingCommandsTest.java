package dev.lockstep.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands that change nothing: as people read them, and as machines do. */
class LookingCommandsTest {
  private static final String STATUS =
      """
      {"gateway":"line-a","version":"0.1.0","now":"2026-11-30T04:00:00Z","ready":true,
       "health":[{"name":"gateway","up":true},{"name":"audit","up":false,"detail":"the disk is full"}],
       "waiting":[{"kind":"WITHHELD","transaction":"changeover-7","device":"press-1",
         "since":"2026-11-30T03:02:00Z","cause":"the decision is 58 minutes old","remedy":"release or resolve it"}],
       "waitingMore":0,"transactions":{"PREPARED":0,"COMMITTING":1},
       "devices":{"known":2,"connected":1,"disconnected":[{"name":"oven-1","since":"2026-11-30T03:00:00Z","detail":"refused"}],"more":0},
       "journal":{"good":true,"damages":0},"warnings":[]}
      """;
  private static final String PAGE = "GET /api/v1/transactions?limit=50";

  @TempDir Path folder;
  private final PlayedGateway gateway = new PlayedGateway();
  private final CommandRig shell = new CommandRig();

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void statusTellsFirstWhatWaitsForAPersonAndExitsWithSix() {
    gateway.on("GET /api/v1/status", STATUS);

    CommandRig.Said said = shell.run(gateway, "status");

    assertThat(said.out())
        .isEqualTo(
            """
            line-a  lockstep 0.1.0  ready  2026-11-30 05:00:00 +01:00
            1 waits for a person
              WITHHELD changeover-7 on press-1  since 2026-11-30 04:02:00 +01:00 (58 min)
                  why:  the decision is 58 minutes old
                  then: release or resolve it
            transactions  1 committing
            devices       2 known, 1 connected; not connected: oven-1 (refused)
            health        gateway good, audit IN TROUBLE
              audit: the disk is full
            """);
    assertThat(said.err()).isEmpty();
    assertThat(said.code()).isEqualTo(ExitCode.WAITS.code());
  }

  @Test
  void certificateThatIsNotApprovedWaitsForAPersonToo() {
    String quiet = STATUS.replaceAll("(?s)\"waiting\":\\[.*?\\}\\]", "\"waiting\":[]");
    gateway.on(
        "GET /api/v1/status",
        quiet.replace("{\"gateway\"", "{\"certificatesWaiting\":2,\"gateway\""));

    CommandRig.Said said = shell.run(gateway, "status");

    assertThat(said.code()).isEqualTo(ExitCode.WAITS.code());
    assertThat(said.out())
        .contains(
            "2 wait for a person", "CERTIFICATE 2 want in", "then: lockstep trust list; compare");
  }

  @Test
  void statusOfAQuietLineExitsWithZero() {
    gateway.on(
        "GET /api/v1/status", STATUS.replaceAll("(?s)\"waiting\":\\[.*?\\}\\]", "\"waiting\":[]"));

    CommandRig.Said said = shell.run(gateway, "status");

    assertThat(said.out()).contains("nothing waits for a person");
    assertThat(said.code()).isZero();
  }

  @Test
  void jsonIsWhatTheApiAnsweredAndNothingElse() {
    gateway.on("GET /api/v1/status", STATUS);

    assertThat(shell.run(gateway, "status", "--json").out()).isEqualTo(STATUS);
  }

  @Test
  void whatComesFromOutsideCannotMoveTheCursor() {
    gateway.on(
        "GET /api/v1/status", STATUS.replace("refused", "gone\\u001b[2J\\nlineB  ready\\u202e"));

    String out = shell.run(gateway, "status").out();

    assertThat(out).contains("gone\\u001B[2J\\u000AlineB").doesNotContain("\u001b", "\u202e");
  }

  @Test
  void transactionsAreATableThatFitsTheTerminalAndCutsNothing() {
    gateway.on(
        PAGE,
        """
        {"items":[{"id":"changeover-8","state":"COMMITTING","standing":"WITHHELD","vote":"COMMIT",
          "waitsFor":"WITHHELD","devices":["press-1","oven-1","conveyor-of-the-second-line","stamp"]},
         {"id":"changeover-7","state":"ENDED","outcome":"COMMITTED","devices":["press-1"]}],
         "next":"/api/v1/transactions?limit=50&after=changeover-7"}
        """);

    CommandRig.Said said = shell.run(gateway, "transactions");

    assertThat(said.out().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    assertThat(said.out())
        .isEqualTo(
            """
            ID            STATE       OUTCOME    WAITS FOR  DEVICES
            changeover-8  COMMITTING  WITHHELD   WITHHELD   press-1, oven-1,
                                                            conveyor-of-the-second-line,
                                                            stamp
            changeover-7  ENDED       COMMITTED             press-1
            """);
    assertThat(said.err()).contains("--after changeover-7");
  }

  @Test
  void stateAndLimitAreHandedOnAsTheyAreTyped() {
    gateway.on("GET /api/v1/transactions?limit=3&state=PREPARED", "{\"items\":[]}");

    CommandRig.Said said = shell.run(gateway, "transactions", "--state", "PREPARED", "--limit=3");

    assertThat(said.out()).isEqualTo("no transactions\n");
  }

  @Test
  @Timeout(30)
  void watchPrintsWhatChangesTellsALostConnectionOnceAndEndsWhenItIsStopped() throws Exception {
    String one = "{\"items\":[{\"id\":\"t-1\",\"state\":\"%s\",\"devices\":[\"press-1\"]}]}";
    gateway
        .on(PAGE, one.formatted("PREPARED"))
        .on(PAGE, one.formatted("PREPARED"))
        .refusing(PAGE, 503, "not-ready", "starting")
        .refusing(PAGE, 503, "not-ready", "starting")
        .on(PAGE, one.formatted("COMMITTING"))
        .on(PAGE, one.formatted("ENDED"));
    AtomicReference<CommandRig.Said> said = new AtomicReference<>();
    Thread watching =
        Thread.ofPlatform().start(() -> said.set(shell.run(gateway, "transactions", "--watch")));

    while (gateway.asked().size() < 8) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
    watching.interrupt();
    watching.join();

    assertThat(said.get().out().lines().skip(2).map(line -> line.replaceAll(" +", " ")))
        .containsExactly(
            "2026-11-30 05:15:00 +01:00 t-1 COMMITTING press-1",
            "2026-11-30 05:15:00 +01:00 t-1 ENDED press-1");
    assertThat(said.get().err().lines().filter(line -> !line.equals("lockstep: stopped")))
        .satisfiesExactly(
            line -> assertThat(line).contains("starting; waiting for it"),
            line -> assertThat(line).isEqualTo("lockstep: the gateway answers again"));
    assertThat(said.get().code()).isEqualTo(ExitCode.STOPPED.code());
  }

  @Test
  void showIsATimelineWithEvidenceAndWhoDidIt() {
    gateway.on(
        "GET /api/v1/transactions/changeover-7",
        """
        {"id":"changeover-7","state":"ENDED","outcome":"HEURISTIC_COMMIT","vote":"COMMIT","promise":"CHECKED",
         "votedAt":"2026-11-30T04:00:00Z",
         "decided":{"by":"OPERATOR","who":"otto","why":"saw it","at":"2026-11-30T04:01:00Z",
           "against":{"outcome":"ROLLED_BACK","by":"COORDINATOR","who":"plc","at":"2026-11-30T04:02:00Z"}},
         "waitsFor":{"kind":"HEURISTIC","cause":"ended by otto","remedy":"look, then forget it"},
         "commands":[{"number":0,"stage":0,"device":"press-1","command":"SetForce","writes":[{"Force":120.5}],
           "progress":"APPLIED","at":"2026-11-30T04:00:30Z","evidence":"read back",
           "after":[{"device":"press-1","resource":"Force","value":120.5,"status":"Good"}],"reasons":[]}],
         "history":[{"at":"2026-11-30T04:00:00.125Z","event":"Checked","from":"PREPARING","to":"PREPARED",
           "who":"coordinator","principal":"cora","address":"10.0.0.7:5000","detail":""}]}
        """);

    CommandRig.Said said = shell.run(gateway, "show", "changeover-7");

    assertThat(said.out())
        .isEqualTo(
            """
            changeover-7  ENDED  HEURISTIC_COMMIT
            waits for a person: HEURISTIC
              why:  ended by otto
              then: look, then forget it
            vote         COMMIT, CHECKED, at 2026-11-30 05:00:00 +01:00
            decided      by OPERATOR otto at 2026-11-30 05:01:00 +01:00: saw it
            ELSEWHERE    ROLLED_BACK by COORDINATOR plc at 2026-11-30 05:02:00 +01:00
            command 0  press-1 SetForce  APPLIED
              writes    {Force: 120.5}
              at        2026-11-30 05:00:30 +01:00
              evidence  read back
              shows     Force = 120.5 (Good)
            history
              2026-11-30, +01:00
              05:00:00.125  Checked  -> PREPARED  coordinator, cora, 10.0.0.7:5000
            """);
    assertThat(said.code()).isEqualTo(ExitCode.WAITS.code());
  }

  @Test
  void devicesAndReadingsAreShown() {
    gateway
        .on(
            "GET /api/v1/devices",
            """
            {"items":[{"name":"press-1","profile":"press","description":"",
              "connection":{"state":"DISCONNECTED","detail":"refused","since":"2026-11-30T04:00:00Z"}}]}
            """)
        .on(
            "GET /api/v1/devices/press-1/resources/Force",
            """
            {"device":"press-1","resource":"Force","value":120.5,"status":"Good","sourceTime":"2026-11-30T04:00:00Z"}
            """);

    assertThat(shell.run(gateway, "devices").out())
        .isEqualTo(
            """
            DEVICE   PROFILE  CONNECTION    SINCE                       DETAIL
            press-1  press    DISCONNECTED  2026-11-30 05:00:00 +01:00  refused
            """);
    assertThat(shell.run(gateway, "read", "press-1", "Force").out())
        .isEqualTo("press-1 Force = 120.5 (Good, its clock: 2026-11-30 05:00:00 +01:00)\n");
  }

  @Test
  void oneDeviceIsShownWithWhatItCanBeTold() {
    gateway.on(
        "GET /api/v1/devices/press-1",
        """
        {"name":"press-1","profile":"press","description":"","protocols":["simulated"],
         "connection":{"state":"CONNECTED","detail":"","since":"2026-11-30T04:00:00Z"},
         "commands":[{"name":"SetForce","access":"RW","guarantees":{"prepare":"check"},
           "arguments":[{"resource":"Force","step":0,"type":"Float64","minimum":0,"maximum":200,"units":"kN"}]}],
         "resources":[{"name":"Force","type":"Float64","access":"RW","minimum":0,"maximum":200,"units":"kN"}]}
        """);

    assertThat(shell.run(gateway, "devices", "press-1").out())
        .contains("SetForce  RW      Force (0 to 200 kN)  check", "Force     Float64  RW");
  }

  @Test
  void damagedJournalIsShownAndExitsWithSix() {
    gateway.on(
        "GET /api/v1/journal",
        """
        {"troubles":["journal row 17 (transaction t): it fails its checksum"],
         "damages":[{"position":17,"id":"t","fault":"it fails its checksum"}]}
        """);

    CommandRig.Said said = shell.run(gateway, "journal", "show");

    assertThat(said.out()).startsWith("every vote is ROLLBACK now").contains("17        t");
    assertThat(said.code()).isEqualTo(ExitCode.WAITS.code());
  }

  @Test
  void backupSaysWhereItLiesAndWhoAskedForIt() {
    gateway.on(
        "POST /api/v1/backup",
        """
        {"path":"/data/backups/backup-20261130T040000.000Z","at":"2026-11-30T04:00:00Z",
         "files":[{"name":"journal.db","bytes":4096}],"bytes":4096,"kept":3}
        """);

    CommandRig.Said said = shell.run(gateway, "backup", "--reason", "nightly");

    assertThat(said.out())
        .isEqualTo(
            """
            /data/backups/backup-20261130T040000.000Z
              FILE        BYTES
              journal.db  4096
            4096 bytes; backups kept: 3
            """);
    assertThat(gateway.bodies("POST /api/v1/backup"))
        .containsExactly("{\"reason\":\"nightly\",\"operator\":\"anna\"}");
  }

  @Test
  void supportArchiveIsWrittenWholeUnderTheNameThatIsAskedFor() throws Exception {
    gateway.file("GET /api/v1/support", "../../evil.zip", "archive");
    Path file = folder.resolve("mine.zip");

    CommandRig.Said said = shell.run(gateway, "support", "-o", file.toString());

    assertThat(said.code()).isZero();
    assertThat(file).hasContent("archive");
    assertThat(folder.toFile().list()).containsExactly("mine.zip");
  }
}
