package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Reason;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.plant.Logbook;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.ReloadViews;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Profiles and devices are read again while OPC UA sessions and MQTT connections stand. */
class ReloadOnRealLinksTest {
  @TempDir private Path folder;
  private ReloadedLine line;
  private Connections before;

  /** The connections, and since when each of them stands. */
  private record Connections(Map<String, DeviceLink> links, Map<String, LinkStatus> standing) {}

  @BeforeEach
  void start() throws Exception {
    line = new ReloadedLine(folder);
    before = connections("press-1", "belt-1");
  }

  @AfterEach
  void stop() {
    line.close();
  }

  private Connections connections(String... devices) {
    Map<String, DeviceLink> links = new TreeMap<>();
    Map<String, LinkStatus> standing = new TreeMap<>();
    for (String each : devices) {
      links.put(each, line.link(each));
      standing.put(each, line.link(each).status());
    }
    return new Connections(links, standing);
  }

  /** Press 1 and belt 1 have the sessions that they had. */
  private void assertOthersUntouched() {
    assertThat(connections("press-1", "belt-1")).isEqualTo(before);
  }

  private static RequestRefusedException refused(Runnable reload) {
    return catchThrowableOfType(RequestRefusedException.class, reload::run);
  }

  private void assertCommits(String id, String device, int value) throws Exception {
    State vote = line.prepare(id, device, value);
    assertThat(vote).as("%s", vote).isInstanceOf(State.Prepared.class);
    assertThat(line.commit(id).outcome()).contains(Outcome.COMMITTED);
  }

  private static List<String> deeds(Logbook logbook) {
    return logbook.deeds().stream().map(each -> each.what()).toList();
  }

  private List<Reason.Code> objections(String id, String device, int value) throws Exception {
    State refused = line.prepare(id, device, value);
    return ((Ballot.No) refused.cast().orElseThrow()).reasons().stream().map(Reason::code).toList();
  }

  @Test
  void otherEndpointReconnectsItsPressAloneAndTheNextCommandGoesThere() throws Exception {
    assertCommits("before", "press-2", 11);
    line.press("press-2", 3);

    ReloadViews.Result result = line.reload();

    assertThat(result.changed().reconnected()).containsExactly("press-2");
    line.awaitConnected("press-2");
    assertCommits("after", "press-2", 12);
    assertThat(deeds(line.machine(2).logbook())).containsExactly("recipe 11");
    assertThat(deeds(line.machine(3).logbook())).containsExactly("recipe 12");
    assertOthersUntouched();
    assertCommits("untouched-press", "press-1", 13);
    assertCommits("untouched-belt", "belt-1", 80);
  }

  @Test
  void otherRangeReconnectsTheBeltOfThatProfileAlone() throws Exception {
    line.profile("belt-2", line.profile("belt-2").replace("\"2.5\"", "\"1.5\""));

    assertThat(line.reload().changed().reconnected()).containsExactly("belt-2");

    line.awaitConnected("belt-2");
    assertThat(objections("too-fast", "belt-2", 160)).containsExactly(Reason.Code.OUT_OF_RANGE);
    assertCommits("slow-enough", "belt-2", 140);
    assertOthersUntouched();
  }

  @Test
  void onePressIsAddedAndOneBeltIsGoneAndTheOthersNoticeNothing() throws Exception {
    DeviceLink gone = line.link("belt-2");
    line.press("press-3", 3);
    line.unlist("belt-2");

    ReloadViews.Changes changed = line.reload().changed();

    assertThat(changed.added()).containsExactly("press-3");
    assertThat(changed.removed()).containsExactly("belt-2");
    assertThat(changed.reconnected()).isEmpty();
    line.awaitConnected("press-3");
    assertCommits("new-press", "press-3", 21);
    assertThat(objections("old-belt", "belt-2", 80)).containsExactly(Reason.Code.UNKNOWN_DEVICE);
    await("the broker to be left").until(() -> !gone.status().connected());
    assertOthersUntouched();
  }

  @Test
  void oneFaultyFileOfFiftyChangesNothingAndItsPlaceIsTold() throws Exception {
    Connections all = connections("press-1", "press-2", "belt-1", "belt-2");
    line.press("press-3", 3);
    line.press("press-2", 3);
    line.unlist("belt-2");
    line.profile("spare-31", line.profile("spare-31").replace("maximum: 99", "maximum: many"));

    RequestRefusedException refused = refused(line::reload);

    assertThat(refused.type()).isEqualTo(ProblemType.FAULTY_DEFINITIONS);
    assertThat(refused.getMessage())
        .contains("spare-31.yaml:5:", "deviceResources[0].properties.maximum");
    assertThat(connections("press-1", "press-2", "belt-1", "belt-2")).isEqualTo(all);
    assertThat(line.linked("press-3")).isEmpty();
    assertCommits("as-before", "press-2", 31);
    assertThat(deeds(line.machine(2).logbook())).containsExactly("recipe 31");
    assertThat(deeds(line.machine(3).logbook())).isEmpty();

    line.profile("spare-31", line.profile("spare-31").replace("maximum: many", "maximum: 99"));
    assertThat(line.reload().changed().reconnected()).containsExactly("press-2");
  }

  @Test
  void reloadThatWouldChangeWhatTwoTransactionsHoldIsRefusedWholeWithBoth() throws Exception {
    assertThat(line.prepare("recipe-change", "press-2", 41)).isInstanceOf(State.Prepared.class);
    assertThat(line.prepare("speed-change", "belt-2", 90)).isInstanceOf(State.Prepared.class);
    Connections all = connections("press-1", "press-2", "belt-1", "belt-2");
    line.press("press-2", 3);
    line.unlist("belt-2");
    line.press("press-3", 3);

    RequestRefusedException refused = refused(line::reload);

    assertThat(refused.type()).isEqualTo(ProblemType.DEVICE_IN_USE);
    assertThat(refused.getMessage())
        .contains("transaction speed-change holds belt-2", "and 1 more (see holders)");
    assertThat(line.linked("press-3")).isEmpty();
    assertThat(connections("press-1", "press-2", "belt-1", "belt-2")).isEqualTo(all);
    assertThat(line.commit("recipe-change").outcome()).contains(Outcome.COMMITTED);
    assertThat(line.commit("speed-change").outcome()).contains(Outcome.COMMITTED);
    assertThat(deeds(line.machine(2).logbook())).containsExactly("recipe 41");
    assertThat(deeds(line.machine(3).logbook())).isEmpty();
    assertThat(line.belt(2).shown().speed()).isEqualTo(0.9);

    assertThat(line.reload().changed().removed()).containsExactly("belt-2");
  }

  /** A condition, and how a value is verified, are journaled with the transaction. */
  @Test
  void preparedTransactionEndsByTheCommandThatItWasVotedWith() throws Exception {
    assertThat(line.prepare("voted", "press-2", 51)).isInstanceOf(State.Prepared.class);
    String needs =
        "tags: { lockstep: { requires: [{ resource: Recipe, equals: 98 }], verify: { readBack: {";
    line.profile(
        "press-2",
        line.profile("press-2").replace("tags: { lockstep: { verify: { readBack: {", needs));

    ReloadViews.Changes changed = line.reload().changed();

    assertThat(changed.changed()).containsExactly("press-2");
    assertThat(changed.reconnected()).as("its session stays").isEmpty();
    assertThat(line.commit("voted").outcome()).contains(Outcome.COMMITTED);
    assertThat(deeds(line.machine(2).logbook())).containsExactly("recipe 51");
    assertThat(objections("next", "press-2", 52)).containsExactly(Reason.Code.REQUIREMENT_BROKEN);
  }
}
