package dev.lockstep.app.tracing;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.CommandName;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.device.Work;
import dev.lockstep.driver.ArmResult;
import dev.lockstep.driver.CallResult;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.DisarmResult;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.OrderStatus;
import dev.lockstep.driver.SendResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A request to a press, what the press answers, and what the span of the request tells of that.
 *
 * @param span its name
 * @param error the type of the error; none where it is empty
 */
record LinkRequest(
    String span, Object answer, Consumer<DeviceLink> request, String outcome, String error) {
  /** Stands in everything that a machine is told or says. */
  static final String SECRET = "47.11";

  static final Deadline SOON = new Deadline(1);
  static final ResourceName FORCE = new ResourceName("Force");
  static final Assignment TOLD = new Assignment(FORCE, new Value.Text(SECRET));
  static final Work.Call CALL = new Work.Call(FORCE, List.of(TOLD));
  private static final Order ORDER =
      new Order(
          "t1#1",
          new Action(
              new DeviceName("press"), new CommandName("strike"), CALL, Guarantees.OF_METHODS));
  private static final Reason REFUSAL =
      Reason.of(Reason.Code.NOT_ARMED, "it is at " + SECRET + " and not at rest");

  static Stream<LinkRequest> all() {
    return Stream.of(looks(), sends(), orders()).flatMap(each -> each);
  }

  private static LinkRequest read(Reading reading, String outcome, String error) {
    return new LinkRequest(
        "read press", List.of(reading), link -> link.read(List.of(FORCE), SOON), outcome, error);
  }

  private static LinkRequest write(List<SendResult> results, String outcome, String error) {
    return new LinkRequest(
        "write press", results, link -> link.write(List.of(TOLD), SOON), outcome, error);
  }

  private static LinkRequest fire(OrderStatus status, String outcome, String error) {
    return new LinkRequest("fire press", status, link -> link.fire(ORDER, SOON), outcome, error);
  }

  private static LinkRequest disarm(DisarmResult result, String outcome) {
    return new LinkRequest("disarm press", result, link -> link.disarm(ORDER, SOON), outcome, "");
  }

  private static LinkRequest query(OrderStatus status, String outcome) {
    return new LinkRequest(
        "query press", status, link -> link.queryOrder(ORDER, SOON), outcome, "");
  }

  private static LinkRequest fence(FenceResult result, String outcome) {
    Moment sent = new Moment(Instant.EPOCH, 0, "run");
    return new LinkRequest("fence press", result, link -> link.fence(sent, SOON), outcome, "");
  }

  static Stream<LinkRequest> looks() {
    Reading.Seen seen = new Reading.Seen(FORCE, new Value.Text(SECRET), "Good", Optional.empty());
    return Stream.of(
        read(seen, "seen", ""),
        read(new Reading.Unseen(FORCE, REFUSAL, true), "seen", ""),
        read(new Reading.Unseen(FORCE, REFUSAL), "unseen", "NOT_ARMED"),
        new LinkRequest(
            "examine press", List.of(), link -> link.examine(CALL, SOON), "acceptable", ""),
        new LinkRequest(
            "examine press",
            List.of(REFUSAL),
            link -> link.examine(CALL, List.of(), SOON),
            "refused",
            "NOT_ARMED"),
        new LinkRequest(
            "examine press",
            List.of(REFUSAL),
            link -> link.examine(ORDER, SOON),
            "refused",
            "NOT_ARMED"),
        query(new OrderStatus.Done(SECRET), "done"),
        query(new OrderStatus.NotDone(SECRET), "not-done"),
        query(new OrderStatus.Untold(SECRET), "unknown"),
        fence(new FenceResult.Shut(SECRET), "shut"),
        fence(new FenceResult.Open(SECRET, Duration.ZERO), "open"));
  }

  static Stream<LinkRequest> sends() {
    SendResult accepted = new SendResult.Accepted(SECRET);
    SendResult unknown = new SendResult.Unknown(SECRET + ": BadTimeout");
    SendResult rejected = new SendResult.Rejected("Force = " + SECRET + ": BadNotWritable");
    return Stream.of(
        write(List.of(accepted), "accepted", ""),
        write(List.of(new SendResult.Pending(SECRET)), "pending", ""),
        write(List.of(new SendResult.NotSent(SECRET)), "not-sent", "not-sent"),
        write(List.of(new SendResult.Altered(SECRET)), "altered", "altered"),
        write(List.of(unknown), "unknown", ""),
        write(List.of(accepted, rejected), "rejected", "BadNotWritable"),
        write(List.of(rejected, unknown, accepted), "unknown", "BadNotWritable"),
        new LinkRequest(
            "call press",
            new CallResult(rejected, List.of()),
            link -> link.call(CALL, SOON),
            "rejected",
            "BadNotWritable"));
  }

  static Stream<LinkRequest> orders() {
    ArmResult armed = new ArmResult.Armed(Promise.DURABLE, Optional.empty());
    return Stream.of(
        new LinkRequest("arm press", armed, link -> link.arm(ORDER, SOON), "armed", ""),
        new LinkRequest(
            "arm press",
            new ArmResult.NotArmed(REFUSAL),
            link -> link.arm(ORDER, SOON),
            "not-armed",
            "NOT_ARMED"),
        fire(new OrderStatus.Done(SECRET), "done", ""),
        fire(new OrderStatus.Armed(SECRET), "armed", ""),
        fire(new OrderStatus.Busy(SECRET), "busy", ""),
        fire(new OrderStatus.Untold(SECRET + ": BadTimeout"), "unknown", ""),
        fire(new OrderStatus.NotSent(SECRET), "not-sent", "not-sent"),
        fire(new OrderStatus.NotDone(SECRET), "not-done", "not-done"),
        fire(new OrderStatus.Failed(SECRET + ": BadInternalError"), "failed", "BadInternalError"),
        disarm(new DisarmResult.Disarmed(SECRET), "disarmed"),
        disarm(new DisarmResult.AlreadyApplied(SECRET), "already-applied"),
        disarm(new DisarmResult.Unconfirmed(SECRET), "unknown"));
  }

  @Override
  public String toString() {
    return span + ": " + outcome + " " + error;
  }
}
