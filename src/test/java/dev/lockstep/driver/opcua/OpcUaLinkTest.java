package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.OpcUaDriverFixture.name;
import static dev.lockstep.driver.opcua.OpcUaDriverFixture.order;
import static dev.lockstep.driver.opcua.OpcUaDriverFixture.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Assignment;
import dev.lockstep.device.Promise;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpcUaLinkTest {
  @TempDir private Path pki;
  private TestServer server;
  private OpcUaDriverFixture bench;
  private DeviceLink link;

  @BeforeEach
  void connect() throws Exception {
    server = new TestServer(new TestServer.Setup(true, 0, 6, 3));
    bench = new OpcUaDriverFixture(pki);
    link = bench.connected(OpcUaDriverFixture.insecure(server.port()));
  }

  @AfterEach
  void close() throws Exception {
    bench.close();
    server.close();
  }

  @Test
  void readsEngineeringValuesOfEveryKind() {
    assertThat(bench.read(link, "Recipe")).isEqualTo(Value.Numeric.of(1));
    assertThat(bench.read(link, "Pressure")).isEqualTo(Value.Numeric.of("2.05"));
    assertThat(bench.read(link, "Label")).isEqualTo(new Value.Text("idle"));
    assertThat(bench.read(link, "Guard")).isEqualTo(new Value.Flag(true));
    assertThat(bench.read(link, "Ramp")).isEqualTo(numbers(1, 2, 3));
  }

  @Test
  void showsNoValueThatTheServerDoesNotCallGood() {
    server.nodes().status("Recipe", StatusCodes.Uncertain_LastUsableValue);
    server.nodes().status("Guard", StatusCodes.Bad_SensorFailure);
    List<Reading> read =
        link.read(List.of(name("Recipe"), name("Guard"), name("Missing")), bench.in(2_000));
    assertThat(read)
        .extracting(each -> ((Reading.Unseen) each).reason().detail())
        .containsExactly("UncertainLastUsableValue", "BadSensorFailure", "BadNodeIdUnknown");
  }

  @Test
  void writesInTheNodesOwnTypeAndInAsManyPartsAsTheServerAllows() {
    List<SendResult> sent =
        write(
            set("Recipe", 7),
            set("Small", 200),
            set("Label", new Value.Text("run")),
            set("Guard", new Value.Flag(false)),
            set("Pressure", Value.Numeric.of("3.5")),
            set("Ramp", numbers(4, 5)));
    assertThat(sent).hasSize(6).allMatch(SendResult.Accepted.class::isInstance);
    assertThat(server.nodes().value("Small")).isEqualTo(Unsigned.ubyte(200));
    assertThat(server.nodes().value("Pressure")).isEqualTo(35f);
    assertThat(server.nodes().value("Ramp")).isEqualTo(new Short[] {4, 5});
    assertThat(server.nodes().value("Label")).isEqualTo("run");
  }

  @Test
  void tellsTheFateOfEachNodeByItself() {
    List<SendResult> sent =
        write(
            set("Recipe", 9),
            set("ReadOnly", 9),
            set("Locked", 9),
            set("Clamping", 500),
            set("Odd", 9),
            set("Sticky", 9));
    assertThat(sent)
        .containsExactly(
            new SendResult.Accepted("Recipe: Good"),
            new SendResult.Rejected("ReadOnly: BadNotWritable"),
            new SendResult.Rejected("Locked: BadLocked"),
            new SendResult.Altered("Clamping: GoodClamped"),
            new SendResult.Unknown("Odd: BadDeviceFailure"),
            new SendResult.Accepted("Sticky: Good"));
    assertThat(bench.read(link, "Sticky")).isEqualTo(Value.Numeric.of(1));
    assertThat(bench.read(link, "Clamping")).isEqualTo(Value.Numeric.of(PressNodes.CLAMPED_AT));
  }

  @Test
  void sendsNothingWhereOneValueDoesNotFit() {
    List<SendResult> sent = write(set("Recipe", 9), set("Small", 256));
    assertThat(sent).allMatch(SendResult.NotSent.class::isInstance);
    assertThat(sent.get(1).detail()).isEqualTo("Small: 256 does not fit the node's Byte");
    assertThat(server.nodes().writes("Recipe")).isZero();
  }

  @Test
  void callsAMethodAndReturnsItsOutputs() {
    CallResult result = call(3, "12.5");
    assertThat(result.sent()).isEqualTo(new SendResult.Accepted("Stroke: Good"));
    assertThat(result.outputs()).containsExactly(Value.Numeric.of(3));
    assertThat(call(0, "1").sent()).isEqualTo(new SendResult.Unknown("Stroke: BadInvalidState"));
    assertThat(call(70_000, "1").sent()).isInstanceOf(SendResult.NotSent.class);
    assertThat(server.nodes().strokes()).isEqualTo(3);
  }

  @Test
  void refusesACallWithAnotherNumberOfInputs() {
    Work.Call call = new Work.Call(name("Stroke"), List.of(set("Strokes", 1)));
    assertThat(link.call(call, bench.in(2_000)).sent())
        .isEqualTo(
            new SendResult.NotSent(
                "Stroke: not sent: the method takes 2 inputs, the command gives 1"));
    assertThat(link.examine(call, bench.in(2_000)))
        .extracting(Reason::code)
        .containsExactly(Code.WRONG_TYPE);
  }

  @Test
  void examinesWithoutWriting() {
    Work.Write fine = new Work.Write(List.of(List.of(set("Recipe", 9), set("Small", 9))));
    assertThat(link.examine(fine, bench.in(2_000))).isEmpty();
    Work.Write faulty =
        new Work.Write(
            List.of(
                List.of(set("ReadOnly", 9), set("Missing", 9), set("Small", 256)),
                List.of(set("Guard", 1))));
    assertThat(link.examine(faulty, bench.in(2_000)))
        .extracting(Reason::code)
        .containsExactly(Code.NOT_WRITABLE, Code.UNREADABLE, Code.WRONG_TYPE, Code.WRONG_TYPE);
    assertThat(server.nodes().writes("Recipe")).isZero();
    Work.Call call = new Work.Call(name("Stroke"), List.of(set("Strokes", 1), set("Force", 1)));
    assertThat(link.examine(call, bench.in(2_000))).isEmpty();
    assertThat(server.nodes().strokes()).isZero();
  }

  @Test
  void armsAPlcOnceHoweverOftenItIsTold() {
    assertThat(link.arm(order("tx-1", 42, true), bench.in(2_000)))
        .isEqualTo(new ArmResult.Armed(Promise.DURABLE, Optional.empty()));
    assertThat(link.arm(order("tx-1", 42, true), bench.in(2_000)))
        .isInstanceOf(ArmResult.Armed.class);
    assertThat(server.nodes().writes("CommandId")).isEqualTo(1);
    assertThat(server.nodes().value("Applied")).isEqualTo(0);
  }

  @Test
  void firesAnArmedPlcOnceAndRemembersById() {
    link.arm(order("tx-2", 42, false), bench.in(2_000));
    assertThat(link.queryOrder(order("tx-2", 42, false), bench.in(2_000)))
        .isInstanceOf(OrderStatus.Armed.class);
    assertThat(link.fire(order("tx-2", 42, false), bench.in(2_000)))
        .isInstanceOf(OrderStatus.Done.class);
    assertThat(link.fire(order("tx-2", 42, false), bench.in(2_000)))
        .isInstanceOf(OrderStatus.Done.class);
    assertThat(link.queryOrder(order("tx-2", 42, false), bench.in(2_000)))
        .isInstanceOf(OrderStatus.Done.class);
    assertThat(server.nodes().applications()).isEqualTo(1);
    assertThat(server.nodes().value("Applied")).isEqualTo(42);
    assertThat(link.disarm(order("tx-2", 42, false), bench.in(2_000)))
        .isInstanceOf(DisarmResult.AlreadyApplied.class);
  }

  @Test
  void disarmsWhatWasArmedAndWhatWasNeverKnown() {
    link.arm(order("tx-3", 42, true), bench.in(2_000));
    assertThat(link.disarm(order("tx-3", 42, true), bench.in(2_000)))
        .isInstanceOf(DisarmResult.Disarmed.class);
    assertThat(link.disarm(order("tx-3", 42, true), bench.in(2_000)))
        .isInstanceOf(DisarmResult.Disarmed.class);
    assertThat(link.disarm(order("tx-never", 42, true), bench.in(2_000)))
        .isInstanceOf(DisarmResult.Disarmed.class);
    assertThat(link.fire(order("tx-3", 42, true), bench.in(2_000)))
        .isInstanceOf(OrderStatus.NotDone.class);
    assertThat(server.nodes().value("PreparedId")).isEqualTo("");
    assertThat(server.nodes().applications()).isZero();
  }

  @Test
  void aPlcThatRejectsAnOrderIsNotArmed() {
    ArmResult arming = link.arm(order("tx-4", PressNodes.STAGED_MAX + 1, true), bench.in(2_000));
    assertThat(arming)
        .isInstanceOfSatisfying(
            ArmResult.NotArmed.class,
            refused -> assertThat(refused.reason().code()).isEqualTo(Code.REJECTED));
    assertThat(link.queryOrder(order("tx-4", 0, true), bench.in(2_000)))
        .isInstanceOf(OrderStatus.NotDone.class);
  }

  @Test
  void aPlcWithoutMemoryThatWasRestartedProvesNothing() {
    assertThat(link.queryOrder(order("tx-5", 42, false), bench.in(2_000)))
        .isInstanceOf(OrderStatus.Untold.class);
    assertThat(link.queryOrder(order("tx-5", 42, true), bench.in(2_000)))
        .isInstanceOf(OrderStatus.NotDone.class);
  }

  @Test
  void watchesChangesAndTellsTheLossAndTheReturn() throws Exception {
    BlockingQueue<Reading> news = new LinkedBlockingQueue<>();
    try (DeviceLink.Watch _ = link.watch(List.of(name("Guard")), news::add)) {
      awaitValue(news, new Value.Flag(true));
      server.nodes().set("Guard", false);
      awaitValue(news, new Value.Flag(false));
      server.stop();
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> news.stream().anyMatch(Reading.Unseen.class::isInstance));
      news.clear();
      server.restart(TestServer.Setup.OPEN);
      awaitValue(news, new Value.Flag(true));
    }
  }

  private static void awaitValue(BlockingQueue<Reading> news, Value wanted) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                news.stream()
                    .anyMatch(
                        each -> each instanceof Reading.Seen seen && seen.value().equals(wanted)));
  }

  @Test
  void findsTheSameNodesWhenARestartMovedTheNamespaces() throws Exception {
    write(set("Recipe", 5));
    server.restart(new TestServer.Setup(true, 3, 1_000, 1_000));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Value.Numeric.of(1).equals(bench.read(link, "Recipe")));
    assertThat(write(set("Recipe", 6))).allMatch(SendResult.Accepted.class::isInstance);
    assertThat(server.nodes().value("Recipe")).isEqualTo(6);
  }

  @Test
  void answersAtOnceWhileTheServerIsDown() throws Exception {
    server.stop();
    await().atMost(Duration.ofSeconds(10)).until(() -> !link.status().connected());
    assertThat(write(set("Recipe", 8))).allMatch(SendResult.NotSent.class::isInstance);
    assertThat(bench.read(link, "Recipe"))
        .isInstanceOfSatisfying(
            Reason.class, reason -> assertThat(reason.code()).isEqualTo(Code.DISCONNECTED));
    assertThat(link.examine(new Work.Look(List.of(name("Recipe"))), bench.in(1_000)))
        .extracting(Reason::code)
        .containsExactly(Code.DISCONNECTED);
    assertThat(link.arm(order("tx-6", 1, true), bench.in(1_000)))
        .isInstanceOf(ArmResult.NotArmed.class);
    server.restart(TestServer.Setup.OPEN);
  }

  @Test
  void nothingSentIsNothingToFence() {
    var before = bench.clock().now();
    write(set("Recipe", 8));
    assertThat(link.fence(before, bench.in(1_000))).isInstanceOf(FenceResult.Shut.class);
  }

  private List<SendResult> write(Assignment... assignments) {
    return link.write(List.of(assignments), bench.in(2_000));
  }

  private CallResult call(long strokes, String force) {
    Work.Call call =
        new Work.Call(
            name("Stroke"),
            List.of(set("Strokes", strokes), set("Force", Value.Numeric.of(force))));
    return link.call(call, bench.in(2_000));
  }

  private static Value numbers(long... numbers) {
    return new Value.Listing(
        java.util.Arrays.stream(numbers).<Value>mapToObj(Value.Numeric::of).toList());
  }
}
