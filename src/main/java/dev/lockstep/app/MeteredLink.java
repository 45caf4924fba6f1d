package dev.lockstep.app;

import dev.lockstep.device.Assignment;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.OutputCondition;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.TimeSource;
import dev.lockstep.device.Work;
import dev.lockstep.driver.ArmResult;
import dev.lockstep.driver.CallResult;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.DisarmResult;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.LeaseResult;
import dev.lockstep.driver.ObservedLink;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.OrderStatus;
import dev.lockstep.driver.SendResult;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A link whose round trips are timed while the device is connected: what answers at once because
 * nothing is there would only flatter it. A fence waits on purpose, and is not timed.
 *
 * @param looks for what only asks the device
 * @param acts for what may move it, or brings it closer to that
 */
record MeteredLink(DeviceLink link, TimeSource clock, Timer looks, Timer acts)
    implements ObservedLink {
  private long begin() {
    return link.status().connected() ? clock.ticks() : Long.MIN_VALUE;
  }

  private <T> T timed(Timer timer, long since, T result) {
    if (since != Long.MIN_VALUE) {
      timer.record(clock.ticks() - since, TimeUnit.NANOSECONDS);
    }
    return result;
  }

  @Override
  public List<Reading> read(List<ResourceName> resources, Deadline deadline) {
    return timed(looks, begin(), link.read(resources, deadline));
  }

  @Override
  public List<Reason> examine(Work work, Deadline deadline) {
    return timed(looks, begin(), link.examine(work, deadline));
  }

  @Override
  public List<Reason> examine(Work.Call call, List<OutputCondition> expected, Deadline deadline) {
    return timed(looks, begin(), link.examine(call, expected, deadline));
  }

  @Override
  public List<Reason> examine(Order order, Deadline deadline) {
    return timed(looks, begin(), link.examine(order, deadline));
  }

  @Override
  public List<SendResult> write(List<Assignment> assignments, Deadline deadline) {
    return timed(acts, begin(), link.write(assignments, deadline));
  }

  @Override
  public CallResult call(Work.Call call, Deadline deadline) {
    return timed(acts, begin(), link.call(call, deadline));
  }

  @Override
  public ArmResult arm(Order order, Deadline deadline) {
    return timed(acts, begin(), link.arm(order, deadline));
  }

  @Override
  public LeaseResult renew(Order order, Deadline deadline) {
    return timed(acts, begin(), link.renew(order, deadline));
  }

  @Override
  public OrderStatus fire(Order order, Deadline deadline) {
    return timed(acts, begin(), link.fire(order, deadline));
  }

  @Override
  public DisarmResult disarm(Order order, Deadline deadline) {
    return timed(acts, begin(), link.disarm(order, deadline));
  }

  @Override
  public OrderStatus queryOrder(Order order, Deadline deadline) {
    return timed(looks, begin(), link.queryOrder(order, deadline));
  }

  @Override
  public FenceResult fence(Moment sentAt, Deadline deadline) {
    return link.fence(sentAt, deadline);
  }
}
