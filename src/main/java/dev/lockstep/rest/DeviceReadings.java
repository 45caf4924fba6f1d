package dev.lockstep.rest;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Reading;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.TimeSource;
import dev.lockstep.participant.DeviceLinks;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Live readings of devices, for the API and for the page. A bounded number at once for each device,
 * so that callers who wait for a silent device do not keep others from a responsive one.
 * Thread-safe.
 */
@Singleton
public final class DeviceReadings {
  private final TimeSource clock;
  private final RequestLimits limits;
  private final Map<DeviceName, Semaphore> readings = new ConcurrentHashMap<>();

  DeviceReadings(TimeSource clock, RequestLimits limits) {
    this.clock = clock;
    this.limits = limits;
  }

  /** Where a reading of this device has to get in. */
  Semaphore room(DeviceName device) {
    return readings.computeIfAbsent(device, name -> new Semaphore(limits.readingsMax()));
  }

  /**
   * Reads now: one reading for each resource, in their order. Blocks as long as a request may take.
   *
   * @throws RequestRefusedException OVERLOADED, at once, where as many wait for this device as may
   */
  public List<Reading> read(DeviceLinks.Linked linked, List<ResourceName> resources) {
    Semaphore room = room(linked.device().name());
    if (!room.tryAcquire()) {
      throw new RequestRefusedException(
          ProblemType.OVERLOADED,
          "as many as may wait for this device already (lockstep.limits.readings-max); try again");
    }
    try {
      return unbounded(linked, resources);
    } finally {
      room.release();
    }
  }

  /** As {@link #read}, for who is in the {@link #room} already. */
  List<Reading> unbounded(DeviceLinks.Linked linked, List<ResourceName> resources) {
    return linked.link().read(resources, Deadline.in(limits.timeout().usual(), clock));
  }
}
