package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.participant.PrepareRequest;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions on parts of one node: of one device, and of two that share it. */
class PartsOfOneNodeTest {
  private static final List<Path> PROFILES =
      List.of(
          Path.of("src/test/resources/opcua/array-machine.yaml"),
          Path.of("src/test/resources/opcua/array-station.yaml"));
  private static final List<Integer> ALL = List.of(9, 8, 7, 6, 5, 4, 3, 2, 1, 0);

  @TempDir private static Path pki;
  @TempDir private static Path home;
  private static TestServer server;
  private static OpcUaDriverFixture bench;
  private static PressLine line;

  @BeforeAll
  static void start() throws Exception {
    server = new TestServer(TestServer.Setup.OPEN);
    bench = new OpcUaDriverFixture(pki);
    Map<String, String> devices = Map.of("Press-1", "test-arrays", "Station-5", "test-station");
    Map<String, String> address = OpcUaDriverFixture.insecure(server.port());
    line = PressLine.of(home, address, bench, PROFILES, devices);
  }

  @AfterAll
  static void stop() {
    line.close();
    server.close();
  }

  @BeforeEach
  void asAtFirst() {
    server.arrays().asAtFirst();
  }

  @Test
  void partsInOneCommandAreOneWrite() throws Exception {
    promise("two", machine("SetTwo", Map.of("First", 70, "Second", 80)));
    line.commit("two");
    line.awaitCommitted("two");
    assertThat(server.arrays().requests()).containsExactly(List.of("Levels[0]", "Levels[1]"));
    assertThat(server.arrays().value("Levels"))
        .isEqualTo(new Integer[] {70, 80, 2, 3, 4, 5, 6, 7, 8, 9});
  }

  @Test
  void partsThatOverlapAreWrittenTwice() throws Exception {
    String same = "write the same target (nsu=urn:test:arrays;s=Levels [2";
    refused(
        "clash",
        Code.WRITTEN_TWICE,
        same,
        machine("SetClash", Map.of("Third", 1, "Middle", List.of(1, 2, 3))));
    refused(
        "stage",
        Code.WRITTEN_TWICE,
        same,
        machine("SetThird", Map.of("Third", 1)),
        station("Third", Map.of("Third", 2)));
    refused(
        "whole",
        Code.WRITTEN_TWICE,
        "write the same target (nsu=urn:test:arrays;s=Levels",
        machine("Levels", Map.of("Levels", ALL)),
        station("Fifth", Map.of("Fifth", 2)));
  }

  @Test
  void partsThatDoNotOverlapAreWrittenInOneStage() throws Exception {
    promise(
        "apart",
        machine("Third", Map.of("Third", 20)),
        machine("First", Map.of("First", 10)),
        station("Fifth", Map.of("Fifth", 40)));
    line.commit("apart");
    line.awaitCommitted("apart");
    assertThat(server.arrays().value("Levels"))
        .isEqualTo(new Integer[] {10, 1, 20, 3, 40, 5, 6, 7, 8, 9});
  }

  @Test
  void transactionOnTheWholeNodeAndOneOnAnElementOfAnotherDeviceExcludeEachOther()
      throws Exception {
    promise("t1", machine("Levels", Map.of("Levels", ALL)));
    refused(
        "t2",
        Code.RESERVED,
        "held by transaction t1 as Press-1 Levels",
        station("Fifth", Map.of("Fifth", 1)));
    line.rollback("t1");
    promise("t3", station("Fifth", Map.of("Fifth", 1)));
    promise("t4", machine("First", Map.of("First", 1)));
    refused("t5", Code.RESERVED, "held by", machine("Levels", Map.of("Levels", ALL)));
    refused(
        "t6",
        Code.RESERVED,
        "held by transaction t3 as Station-5 Fifth",
        machine("Middle", Map.of("Middle", List.of(1, 2, 3))));
    line.rollback("t3");
    line.rollback("t4");
  }

  @Test
  void deviceAsAWholeIsItsOwnElementsAlone() throws Exception {
    promise("all", station("TakeAll", Map.of("Fifth", 1)));
    promise("first", machine("First", Map.of("First", 1)));
    refused(
        "third",
        Code.RESERVED,
        "held by transaction all as all of Station-5",
        machine("Third", Map.of("Third", 1)));
    line.rollback("all");
    line.rollback("first");
  }

  @Test
  void conditionLooksAtItsElement() throws Exception {
    server.arrays().set("Levels", new Integer[] {1, 0, 1, 1, 1, 1, 1, 1, 1, 1});
    refused("cond", Code.REQUIREMENT_BROKEN, "found: 0", machine("SetThird", Map.of("Third", 1)));
  }

  @Test
  void readBackSeesWhatAnotherClientDidInTheRangeAndNotOutsideOfIt() throws Exception {
    server.arrays().after(() -> server.arrays().set("Levels", levels(20, 99)));
    promise("outside", machine("SetThird", Map.of("Third", 20)));
    line.commit("outside");
    line.awaitCommitted("outside");
    server.arrays().asAtFirst();
    server.arrays().after(() -> server.arrays().set("Levels", levels(99, 9)));
    promise("inside", machine("SetThird", Map.of("Third", 20)));
    line.commit("inside");
    State.Committing open = line.awaitCommitting("inside", PressLine::isUnknown);
    assertThat(open.progress().toString()).contains("NOT_VERIFIED").contains("99");
    server.arrays().after(() -> {});
    server.arrays().set("Levels", levels(20, 9));
    line.awaitCommitted("inside");
  }

  @Test
  void refusalOfAPartIsProvedAndShown() throws Exception {
    server.arrays().refuseParts("Stubborn", StatusCodes.Bad_WriteNotSupported);
    promise("no", machine("Stubborn", Map.of("Stubborn", 5)));
    line.commit("no");
    State.Committing open = line.awaitCommitting("no", PressLine::isNotApplied);
    assertThat(open.progress().toString()).contains("REJECTED").contains("BadWriteNotSupported");
    assertThat(server.arrays().value("Stubborn")).isEqualTo(new Integer[] {0, 1, 2});
    server.arrays().asAtFirst();
    line.awaitCommitted("no");
  }

  @Test
  void voteForOneElementMovesNoOtherAfterTheProfileWasChanged(
      @TempDir Path otherPki, @TempDir Path otherHome) throws Exception {
    Path profile = otherHome.resolve("profile.yaml");
    String before = Files.readString(PROFILES.getFirst());
    Files.writeString(profile, before);
    try (PressLine voted = alone(otherHome, otherPki, profile)) {
      assertThat(voted.prepare("moved", machine("First", Map.of("First", 70))))
          .isInstanceOf(Ballot.Yes.class);
    }
    Files.writeString(profile, before.replace("indexRange: 0 }", "indexRange: 7 }"));
    try (PressLine restarted = alone(otherHome, otherPki, profile)) {
      restarted.commit("moved");
      State.Committing open =
          restarted.awaitCommitting(
              "moved", committing -> committing.progress().toString().contains("TARGET_MOVED"));
      assertThat(open.progress().toString())
          .contains("the vote was for", "Levels [0], and the resource now resolves to", "[7]");
    }
    assertThat(server.arrays().requests()).isEmpty();
  }

  private static PressLine alone(Path folder, Path keys, Path profile) throws Exception {
    return PressLine.of(
        folder,
        OpcUaDriverFixture.insecure(server.port()),
        new OpcUaDriverFixture(keys),
        List.of(profile),
        Map.of("Press-1", "test-arrays"));
  }

  private static Integer[] levels(int third, int last) {
    return new Integer[] {0, 1, third, 3, 4, 5, 6, 7, 8, last};
  }

  private static void promise(String id, PrepareRequest.Wish... wishes) throws Exception {
    assertThat(line.prepare(id, wishes)).isInstanceOf(Ballot.Yes.class);
  }

  private static void refused(String id, Code code, String detail, PrepareRequest.Wish... wishes)
      throws Exception {
    assertThat(line.prepare(id, wishes))
        .isInstanceOfSatisfying(
            Ballot.No.class,
            no ->
                assertThat(no.reasons())
                    .allSatisfy(each -> assertThat(each.code()).isEqualTo(code))
                    .extracting(Reason::detail)
                    .anySatisfy(each -> assertThat(each).contains(detail)));
  }

  private static PrepareRequest.Wish machine(String command, Map<String, Object> arguments) {
    return new PrepareRequest.Wish("Press-1", command, arguments, 0);
  }

  private static PrepareRequest.Wish station(String command, Map<String, Object> arguments) {
    return new PrepareRequest.Wish("Station-5", command, arguments, 0);
  }
}
