package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.OpcUaDriverFixture.name;
import static dev.lockstep.driver.opcua.OpcUaDriverFixture.order;
import static dev.lockstep.driver.opcua.OpcUaDriverFixture.set;
import static dev.lockstep.faults.FaultyNetwork.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Value;
import dev.lockstep.device.Work;
import dev.lockstep.driver.ArmResult;
import dev.lockstep.driver.CallResult;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.DisarmResult;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.OrderStatus;
import dev.lockstep.driver.SendResult;
import dev.lockstep.faults.FaultyNetwork;
import dev.lockstep.faults.Framing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver against another implementation of the standard: node-opcua. */
class NodeOpcuaTest {
  @TempDir private static Path serverPki;
  private static ForeignPress press;

  @TempDir private Path pki;
  private OpcUaDriverFixture bench;
  private DeviceLink link;

  @BeforeAll
  static void start() throws Exception {
    press = ForeignPress.start(serverPki);
  }

  @AfterAll
  static void stop() throws Exception {
    if (press != null) {
      press.close();
    }
  }

  @BeforeEach
  void connect() {
    bench = new OpcUaDriverFixture(pki, Map.of("Press-1", "secret"));
    link = bench.connected(OpcUaDriverFixture.insecure(press.port()));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void readsAndWritesWithinTheServersLimitsAndTellsEachNodesFate() {
    List<SendResult> sent =
        link.write(
            List.of(
                set("Recipe", 7),
                set("Small", 200),
                set("Label", new Value.Text("run")),
                set("ReadOnly", 9),
                set("Locked", 9),
                set("Odd", 9)),
            bench.in(5_000));
    assertThat(sent)
        .containsExactly(
            new SendResult.Accepted("Recipe: Good"),
            new SendResult.Accepted("Small: Good"),
            new SendResult.Accepted("Label: Good"),
            new SendResult.Rejected("ReadOnly: BadNotWritable"),
            new SendResult.Rejected("Locked: BadLocked"),
            new SendResult.Unknown("Odd: BadDeviceFailure"));
    assertThat(bench.read(link, "Recipe")).isEqualTo(Value.Numeric.of(7));
    assertThat(bench.read(link, "Small")).isEqualTo(Value.Numeric.of(200));
    assertThat(bench.read(link, "Pressure")).isEqualTo(Value.Numeric.of("2.05"));
  }

  @Test
  void callsAMethod() {
    CallResult result = call(3);
    assertThat(result.sent()).isEqualTo(new SendResult.Accepted("Stroke: Good"));
    assertThat(result.outputs()).hasSize(1);
    assertThat(call(0).sent()).isEqualTo(new SendResult.Unknown("Stroke: BadInvalidState"));
  }

  @Test
  void examinesAccessAndType() {
    Work.Write write =
        new Work.Write(List.of(List.of(set("Recipe", 1), set("ReadOnly", 1), set("Small", 256))));
    assertThat(link.examine(write, bench.in(5_000)))
        .extracting(Reason::code)
        .containsExactly(Code.NOT_WRITABLE, Code.WRONG_TYPE);
  }

  @Test
  void armsFiresAndRemembers() {
    assertThat(link.arm(order("tx-a", 42, true), bench.in(5_000)))
        .isInstanceOf(ArmResult.Armed.class);
    assertThat(link.fire(order("tx-a", 42, true), bench.in(5_000)))
        .isInstanceOf(OrderStatus.Done.class);
    assertThat(bench.read(link, "Applied")).isEqualTo(Value.Numeric.of(42));
    assertThat(link.arm(order("tx-b", 43, true), bench.in(5_000)))
        .isInstanceOf(ArmResult.Armed.class);
    assertThat(link.disarm(order("tx-b", 43, true), bench.in(5_000)))
        .isInstanceOf(DisarmResult.Disarmed.class);
    assertThat(bench.read(link, "Applied")).isEqualTo(Value.Numeric.of(42));
  }

  @Test
  void refusesTheOldChannelOnceTheSessionHasMoved() throws Exception {
    try (FaultyNetwork network = new FaultyNetwork(press.port(), Framing.OPC_UA)) {
      DeviceLink slow = bench.connected(OpcUaDriverFixture.insecure(network.port()));
      assertThat(slow.write(List.of(set("Recipe", 2)), bench.in(5_000)))
          .allMatch(SendResult.Accepted.class::isInstance);
      Moment before = bench.clock().now();
      network.freezeExisting();
      assertThat(slow.write(List.of(set("Recipe", 4)), bench.in(300)))
          .allMatch(SendResult.Unknown.class::isInstance);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> slow.fence(before, bench.in(2_000)) instanceof FenceResult.Shut);
      network.thaw();
      await().atMost(Duration.ofSeconds(5)).until(() -> network.deliveredLate(TO_SERVER) > 0);
      await()
          .during(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(5))
          .until(() -> bench.read(slow, "Recipe").equals(Value.Numeric.of(2)));
    }
  }

  @Test
  void watches() {
    BlockingQueue<Reading> news = new LinkedBlockingQueue<>();
    try (DeviceLink.Watch _ = link.watch(List.of(name("Guard")), news::add)) {
      awaitValue(news, true);
      link.write(List.of(set("Guard", new Value.Flag(false))), bench.in(5_000));
      awaitValue(news, false);
    }
  }

  private static void awaitValue(BlockingQueue<Reading> news, boolean wanted) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                news.stream()
                    .anyMatch(
                        each ->
                            each instanceof Reading.Seen seen
                                && seen.value().equals(new Value.Flag(wanted))));
  }

  @Test
  void speaksBasic256Sha256AsANamedUser() {
    Map<String, String> address =
        Map.of("Endpoint", "opc.tcp://127.0.0.1:" + press.port() + "/press", "User", "operator");
    DeviceLink secured = bench.driver().open(OpcUaDriverFixture.press(address));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> secured.status().detail().contains("is not trusted"));
    trustPress();
    OpcUaDriverFixture.awaitConnected(secured);
    assertThat(secured.write(List.of(set("Recipe", 8)), bench.in(5_000)))
        .containsExactly(new SendResult.Accepted("Recipe: Good"));
  }

  @Test
  void attemptsThatFailLeaveNoSessionBehind() {
    Map<String, String> address = new HashMap<>(OpcUaDriverFixture.insecure(press.port()));
    address.put("User", "operator");
    try (OpcUaDriverFixture wrong = new OpcUaDriverFixture(pki, Map.of("Press-1", "wrong"))) {
      DeviceLink refused = wrong.driver().open(OpcUaDriverFixture.press(address));
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> refused.status().detail().contains("is not trusted"));
      trustPress();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> refused.status().detail().contains("does not let this user in"));
      long before = sessions("SessionsEver");
      await().atMost(Duration.ofSeconds(20)).until(() -> sessions("SessionsEver") >= before + 10);
    }
    // This link's own, and room for two that a slow answer orphaned. Ten that were left behind are
    // kept for their time-out, which is far longer than this wait.
    await().atMost(Duration.ofSeconds(3)).until(() -> sessions("Sessions") <= 3);
  }

  private long sessions(String counted) {
    return bench.read(link, counted) instanceof Value.Numeric count
        ? count.amount().longValue()
        : -1;
  }

  private void trustPress() {
    try (Stream<Path> files = Files.list(pki.resolve("rejected/certs"))) {
      Path file = files.findFirst().orElseThrow();
      Files.move(file, pki.resolve("trusted/certs").resolve(file.getFileName()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private CallResult call(long strokes) {
    Work.Call call =
        new Work.Call(name("Stroke"), List.of(set("Strokes", strokes), set("Force", 1)));
    return link.call(call, bench.in(5_000));
  }
}
