package dev.lockstep.driver.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Access;
import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.CommandName;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Profile;
import dev.lockstep.device.ProfileName;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.Undo;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import dev.lockstep.device.Verification;
import dev.lockstep.device.Work;
import dev.lockstep.driver.ArmResult;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.DisarmResult;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.OrderStatus;
import dev.lockstep.driver.SendLease;
import dev.lockstep.driver.SendResult;
import dev.lockstep.driver.TestLease;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SimulatedDriverTest {
  private static final ResourceName PRESSURE = new ResourceName("Pressure");
  private static final ResourceName GUARD = new ResourceName("GuardClosed");
  private static final Preparation EXCHANGE =
      new Preparation.Exchange("a", "b", Promise.LEASED, Duration.ofSeconds(1));

  private Moment now = new Moment(Instant.EPOCH, 0, "run");
  private final SimulatedDriver driver = new SimulatedDriver(() -> now, 2);

  private static Device press(Map<String, String> address) {
    Resource.Limits limits =
        new Resource.Limits(Optional.of(BigDecimal.TEN), Optional.of(new BigDecimal(100)));
    Resource pressure =
        new Resource(
            PRESSURE, ValueType.FLOAT32, Access.READ_WRITE, limits, Scaling.NONE, "bar", Map.of());
    Resource guard =
        new Resource(
            GUARD, ValueType.BOOL, Access.READ, Resource.Limits.NONE, Scaling.NONE, "", Map.of());
    Profile profile =
        new Profile(
            new ProfileName("Press"), "", Map.of(PRESSURE, pressure, GUARD, guard), Map.of());
    return new Device(new DeviceName("press"), profile, "", Map.of("simulated", address));
  }

  private DeviceLink link() {
    return driver.open(press(Map.of("GuardClosed", "true")));
  }

  private Deadline soon() {
    return new Deadline(now.ticks() + 1);
  }

  private static Assignment pressure(long value) {
    return new Assignment(PRESSURE, Value.Numeric.of(value));
  }

  private Value value(DeviceLink link, ResourceName name) {
    return ((Reading.Seen) link.read(List.of(name), soon()).getFirst()).value();
  }

  private static Order order(String reference, long pressure) {
    Guarantees plain = Guarantees.OF_WRITES;
    Guarantees guarantees =
        new Guarantees(
            plain.requires(),
            EXCHANGE,
            plain.reserves(),
            false,
            plain.staleAfter(),
            new Verification.Acknowledged(),
            plain.repeat(),
            Undo.NONE);
    Work work = new Work.Write(List.of(List.of(pressure(pressure))));
    return new Order(
        reference, new Action(new DeviceName("press"), new CommandName("Set"), work, guarantees));
  }

  @Test
  void resourcesBeginAsGivenOrNearestToNothingWithinTheirLimits() {
    assertThat(value(link(), GUARD)).isEqualTo(new Value.Flag(true));
    assertThat(value(link(), PRESSURE)).isEqualTo(Value.Numeric.of(10));
  }

  @Test
  void writtenValueIsReadThroughAnyLinkAndToldToThoseWhoWatch() {
    DeviceLink link = link();
    List<Reading> told = new ArrayList<>();
    link.watch(List.of(PRESSURE), told::add);

    assertThat(link.write(List.of(pressure(80)), soon()).getFirst())
        .isInstanceOf(SendResult.Accepted.class);

    assertThat(value(link(), PRESSURE)).isEqualTo(Value.Numeric.of(80));
    assertThat(told)
        .singleElement()
        .isInstanceOfSatisfying(
            Reading.Seen.class, seen -> assertThat(seen.value()).isEqualTo(Value.Numeric.of(80)));
  }

  @Test
  void whatMayNotBeWrittenIsRejectedAndSaidBefore() {
    Assignment open = new Assignment(GUARD, new Value.Flag(false));
    assertThat(link().write(List.of(open), soon()).getFirst())
        .isInstanceOf(SendResult.Rejected.class);
    assertThat(link().write(List.of(pressure(101)), soon()).getFirst())
        .isInstanceOf(SendResult.Rejected.class);
    assertThat(link().examine(new Work.Write(List.of(List.of(open, pressure(101)))), soon()))
        .extracting(reason -> reason.code())
        .containsExactly(Code.NOT_WRITABLE, Code.OUT_OF_RANGE);
    assertThat(value(link(), GUARD)).isEqualTo(new Value.Flag(true));
  }

  @Test
  void withoutALeaseItIsReadAndNotMoved() {
    TestLease lease = new TestLease();
    SimulatedDriver held = new SimulatedDriver(() -> now, 2, lease);
    DeviceLink link = held.open(press(Map.of("GuardClosed", "true")));
    lease.end();
    assertThat(link.write(List.of(pressure(80)), soon()))
        .containsExactly(new SendResult.NotSent(SendLease.LOST));
    assertThat(value(link, PRESSURE)).isEqualTo(Value.Numeric.of(10));
  }

  @Test
  void nothingIsSentAfterTheDeadlineOrThroughAClosedLink() {
    DeviceLink link = link();
    Deadline passed = new Deadline(now.ticks());
    assertThat(link.write(List.of(pressure(80)), passed).getFirst())
        .isInstanceOf(SendResult.NotSent.class);
    assertThat(link.fire(order("t", 80), passed)).isInstanceOf(OrderStatus.NotDone.class);
    link.close();
    assertThat(link.write(List.of(pressure(80)), soon()).getFirst())
        .isInstanceOf(SendResult.NotSent.class);
    assertThat(value(link(), PRESSURE)).isEqualTo(Value.Numeric.of(10));
  }

  @Test
  void armedOrderIsDoneOnceAndRemembered() {
    DeviceLink link = link();
    assertThat(link.arm(order("t", 80), soon()))
        .isInstanceOfSatisfying(
            ArmResult.Armed.class, armed -> assertThat(armed.promise()).isEqualTo(Promise.LEASED));
    assertThat(link.queryOrder(order("t", 80), soon())).isInstanceOf(OrderStatus.Armed.class);
    assertThat(value(link, PRESSURE)).isEqualTo(Value.Numeric.of(10));

    assertThat(link.fire(order("t", 80), soon())).isInstanceOf(OrderStatus.Done.class);
    link.write(List.of(pressure(20)), soon());
    assertThat(link.fire(order("t", 80), soon())).isInstanceOf(OrderStatus.Done.class);

    assertThat(value(link, PRESSURE)).isEqualTo(Value.Numeric.of(20));
    assertThat(link.disarm(order("t", 80), soon())).isInstanceOf(DisarmResult.AlreadyApplied.class);
  }

  @Test
  void abortedOrderIsNeverArmedAgainAlsoWhereTheAbortCameFirst() {
    DeviceLink link = link();
    assertThat(link.disarm(order("t", 80), soon())).isInstanceOf(DisarmResult.Disarmed.class);

    assertThat(link.arm(order("t", 80), soon())).isInstanceOf(ArmResult.NotArmed.class);
    assertThat(link.fire(order("t", 80), soon())).isInstanceOf(OrderStatus.NotDone.class);
    assertThat(value(link, PRESSURE)).isEqualTo(Value.Numeric.of(10));
  }

  @Test
  void orderThatWasNeverArmedIsNotDone() {
    assertThat(link().fire(order("t", 80), soon())).isInstanceOf(OrderStatus.NotDone.class);
    assertThat(value(link(), PRESSURE)).isEqualTo(Value.Numeric.of(10));
  }

  @Test
  void onlySoManyIdsAreRemembered() {
    DeviceLink link = link();
    for (String reference : List.of("1", "2", "3")) {
      link.arm(order(reference, 80), soon());
    }
    assertThat(link.queryOrder(order("1", 80), soon())).isInstanceOf(OrderStatus.NotDone.class);
    assertThat(link.queryOrder(order("2", 80), soon())).isInstanceOf(OrderStatus.Armed.class);
  }

  @Test
  void initialValueThatDoesNotFitIsAFault() {
    assertThat(driver.faults(press(Map.of("GuardClosed", "true", "Pressure", "10")))).isEmpty();
    assertThat(driver.faults(press(Map.of("GuardClosed", "shut")))).hasSize(1);
    assertThat(driver.faults(press(Map.of("Pressure", "101")))).hasSize(1);
    assertThat(driver.faults(press(Map.of("Pressur", "10")))).hasSize(1);
  }
}
