package dev.lockstep.participant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.CatalogLimits;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Intervention.Kind;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other profiles and devices under live transactions. */
class ReloadTest {
  private static final Path PLAY = Path.of("src/test/resources/play");
  private static final String PRESS = "name: press, profileName: play-machine, protocols: ";
  private static final String AT_THE_PRESS = PRESS + "{ play: { Address: press } }";
  private static final String AT_THE_OVEN = PRESS + "{ play: { Address: oven } }";
  private static final String PRESS_LINE =
      "  - { name: press, profileName: play-machine, protocols: { play: { Address: press } } }\n";
  private static final String TWIN_LINE =
      "  - { name: twin, profileName: play-machine, protocols: { play: { Address: press } } }\n";
  private static final String LATHE_LINE =
      "  - { name: lathe, profileName: play-machine, protocols: { play: { Address: belt } } }\n";

  private final OperatedGateway gateway = new OperatedGateway();

  @TempDir private Path folder;
  private String machine = "";
  private String devices = "";

  @BeforeEach
  void start() throws IOException {
    machine = Files.readString(PLAY.resolve("machine.yaml"));
    devices = Files.readString(PLAY.resolve("devices.yaml"));
    gateway.start();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private ReloadResult reload(String profile, String list) throws IOException {
    return gateway.rig.participant().reload(read(profile, list));
  }

  private Catalog read(String profile, String list) throws IOException {
    Files.writeString(folder.resolve("machine.yaml"), profile);
    Files.writeString(folder.resolve("devices.yaml"), list);
    Catalog next = Catalog.load(List.of(folder), CatalogLimits.DEFAULT, device -> List.of());
    assertThat(next.report().faults()).isEmpty();
    return next;
  }

  private static String replaced(String text, String found, String other) {
    assertThat(text).contains(found);
    return text.replace(found, other);
  }

  private static String scaled(String profile) {
    return replaced(
        profile,
        "s=Speed\" }\n    properties: { valueType: Int64,",
        "s=Speed\" }\n    properties: { valueType: Int64, scale: 10,");
  }

  private static ReloadResult held(String device) {
    return new ReloadResult.Held(
        List.of(new ReloadResult.Holder(new DeviceName(device), ParticipantRig.id("t1"))));
  }

  private static PrepareRequest request(String id, String device) {
    PrepareRequest.Wish wish =
        new PrepareRequest.Wish(device, "SetSpeed", Map.of("Speed", BigDecimal.valueOf(9)), 0);
    return Wishes.request(new TransactionId(id), List.of(), List.of(wish));
  }

  private State asked(String id, String device) {
    CompletableFuture<Answer> answer =
        gateway.rig.participant().ask(request(id, device), Requester.NONE);
    gateway.rig.drain();
    return answer.join().state();
  }

  private List<Reason.Code> objections(String device) {
    return gateway.rig.participant().objections(request("t2", device)).stream()
        .map(Reason::code)
        .toList();
  }

  @Test
  void transactionKeepsTheCommandThatWasVotedForAndTheNextOneGetsTheNewOne() throws IOException {
    gateway.vote("press", "SetSpeed", "Speed");
    String open = replaced(machine, "GuardClosed, equals: true", "GuardClosed, equals: false");

    ReloadResult.Applied applied = (ReloadResult.Applied) reload(open, devices);

    assertThat(applied.difference().changed()).hasSize(4);
    assertThat(applied.reconnected()).as("no address changed").isEmpty();
    gateway.commit();
    assertThat(gateway.outcome()).as("the guard is closed").contains(Outcome.COMMITTED);
    assertThat(gateway.press().moves).hasSize(1);
    assertThat(asked("t2", "press")).isInstanceOf(State.Ended.class);
    assertThat(asked("t2", "press").work().orElseThrow().tasks().getFirst().action().guarantees())
        .isNotEqualTo(
            gateway.state().work().orElseThrow().tasks().getFirst().action().guarantees());
  }

  @Test
  void otherAddressUnderATransactionChangesNothingAtAllUntilItHasEnded() throws IOException {
    gateway.vote("press", "SetSpeed", "Speed");
    String moved = replaced(devices, AT_THE_PRESS, AT_THE_OVEN) + LATHE_LINE;

    assertThat(reload(machine, moved)).isEqualTo(held("press"));
    assertThat(objections("lathe")).containsExactly(Reason.Code.UNKNOWN_DEVICE);
    gateway.commit();
    assertThat(gateway.press().moves).as("the machine that was voted for").hasSize(1);

    ReloadResult.Applied applied = (ReloadResult.Applied) reload(machine, moved);
    assertThat(applied.reconnected()).containsExactly(new DeviceName("press"));
    assertThat(objections("lathe")).isEmpty();
    assertThat(asked("t2", "press")).isInstanceOf(State.Prepared.class);
    Event commit = new Event.CommitDecided(Decided.byCoordinator(gateway.clock.now("coordinator")));
    var unused = gateway.rig.participant().tell(new TransactionId("t2"), commit);
    gateway.rig.drain();
    assertThat(gateway.machine("oven").moves).as("the machine of the next vote").hasSize(1);
    assertThat(gateway.press().moves).hasSize(1);
  }

  @Test
  void otherScaleOfAResourceIsAnotherDefinitionOfWhatWasVotedFor() throws IOException {
    gateway.vote("press", "SetSpeed", "Speed");
    assertThat(reload(scaled(machine), devices)).isEqualTo(held("press"));
  }

  /**
   * No reload can be refused by who is not there:
   *
   * <ol>
   *   <li>a reload with another scale is refused, because the press is held;
   *   <li>the power goes, and the start reads the new files;
   *   <li>the commit would write a tenth of what was voted for.
   * </ol>
   */
  @Test
  void otherScaleAtAStartIsNotWrittenUntilTheFilesAreThoseOfTheVote() throws IOException {
    gateway.vote("press", "SetSpeed", "Speed");
    gateway.rig.crash();
    gateway.rig.files(read(scaled(machine), devices));
    gateway.rig.start();
    gateway.commit();
    gateway.pass(Duration.ofMinutes(2));

    assertThat(gateway.press().moves).isEmpty();
    Progress held = ((State.Committing) gateway.state()).progress().getFirst();
    assertThat(held.reasons()).extracting(Reason::code).containsOnly(Reason.Code.TARGET_MOVED);
    assertThat(held.reasons().getFirst().detail())
        .startsWith(
            "the vote was for Speed INT64, and the profile now says Speed INT64, scale 10, offset 0");

    gateway.rig.crash();
    gateway.rig.files(read(machine, devices));
    gateway.rig.start();
    gateway.pass(Duration.ofMinutes(2));
    assertThat(gateway.outcome()).contains(Outcome.COMMITTED);
    assertThat(gateway.press().moves).hasSize(1);
  }

  @Test
  void otherScaleOfAMethodsInputAtAStartKeepsItFromBeingCalled() throws IOException {
    gateway.vote("press", "Strike", "Recipe");
    gateway.rig.crash();
    String scaled =
        replaced(
            machine,
            "s=Recipe\" }\n    properties: { valueType: Int64,",
            "s=Recipe\" }\n    properties: { valueType: Int64, scale: 10,");
    gateway.rig.files(read(scaled, devices));
    gateway.rig.start();
    gateway.commit();
    gateway.pass(Duration.ofSeconds(10));

    assertThat(gateway.press().moves).isEmpty();
    Progress held = ((State.Committing) gateway.state()).progress().getFirst();
    assertThat(held.reasons()).extracting(Reason::code).containsOnly(Reason.Code.TARGET_MOVED);
  }

  @Test
  void deviceThatIsHeldIsNotRemovedAndIsUnknownOnceItIs() throws IOException {
    gateway.vote("press", "SetSpeed", "Speed");
    String without = replaced(devices, PRESS_LINE, "");

    assertThat(reload(machine, without)).isEqualTo(held("press"));
    gateway.ends(Outcome.ROLLED_BACK, Outcome.HEURISTIC_ROLLBACK);
    assertThat(reload(machine, without)).isInstanceOf(ReloadResult.Applied.class);
    assertThat(objections("press")).containsExactly(Reason.Code.UNKNOWN_DEVICE);
  }

  @Test
  void deviceIsHeldFromTheMomentThatARequestForItIsResolved() throws IOException {
    var unused = gateway.rig.participant().ask(request("t1", "press"), Requester.NONE);
    assertThat(gateway.rig.participant().live()).as("it is not known yet").isEmpty();

    assertThat(reload(machine, replaced(devices, AT_THE_PRESS, AT_THE_OVEN)))
        .isEqualTo(held("press"));
    gateway.rig.drain();
    assertThat(gateway.state()).isInstanceOf(State.Prepared.class);
  }

  /** The whole press is held, and what that is was computed without its second name. */
  @Test
  void machineThatIsHeldGetsNoSecondName() throws IOException {
    String alone = replaced(devices, TWIN_LINE, "");
    assertThat(reload(machine, alone)).isInstanceOf(ReloadResult.Applied.class);
    gateway.vote("press", "Strike", "Recipe");

    assertThat(reload(machine, devices)).isEqualTo(held("press"));
    gateway.ends(Outcome.ROLLED_BACK, Outcome.HEURISTIC_ROLLBACK);
    assertThat(reload(machine, devices)).isInstanceOf(ReloadResult.Applied.class);
  }

  @Test
  void deviceThatIsGoneComesBackByAReloadAndItsTransactionGoesOn() throws IOException {
    gateway.vote("press", "SetSpeed", "Speed");
    gateway.rig.crash();
    gateway.rig.remove("press");
    gateway.rig.start();
    gateway.commit();
    assertThat(gateway.waiting()).containsOnlyKeys(Kind.DEVICE_GONE);

    assertThat(reload(machine, devices)).isInstanceOf(ReloadResult.Applied.class);
    gateway.pass(Duration.ofMinutes(2));
    assertThat(gateway.outcome()).contains(Outcome.COMMITTED);
    assertThat(gateway.press().moves).hasSize(1);
  }

  @Test
  void sameFilesChangeNothing() throws IOException {
    gateway.vote("press", "SetSpeed", "Speed");

    ReloadResult.Applied applied = (ReloadResult.Applied) reload(machine, devices);

    assertThat(applied.difference().untouched()).isEqualTo(4);
    gateway.commit();
    assertThat(gateway.outcome()).contains(Outcome.COMMITTED);
  }
}
