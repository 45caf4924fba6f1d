package dev.lockstep.participant;

import dev.lockstep.catalog.CatalogDifference;
import dev.lockstep.device.DeviceName;
import dev.lockstep.transaction.TransactionId;
import java.util.List;
import java.util.NavigableSet;

/** What came of a reload of profiles and devices. */
public sealed interface ReloadResult {

  /**
   * The next catalog is in force.
   *
   * @param reconnected the devices whose connection was closed and opened again, because address or
   *     resources changed
   */
  record Applied(CatalogDifference difference, NavigableSet<DeviceName> reconnected)
      implements ReloadResult {}

  /**
   * Nothing changed, because live transactions hold devices that would change under them.
   *
   * @param holders all of them, in the order of devices
   */
  record Held(List<Holder> holders) implements ReloadResult {
    public Held {
      holders = List.copyOf(holders);
    }
  }

  /** A transaction and the device that it holds, or is just preparing. */
  record Holder(DeviceName device, TransactionId transaction) {}
}
