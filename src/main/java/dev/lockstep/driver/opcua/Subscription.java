package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Resource;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.structured.DataChangeNotification;
import org.eclipse.milo.opcua.stack.core.types.structured.MonitoredItemNotification;

/**
 * A subscription at a server, valid on one secure channel. Item number n is for the nth resource.
 *
 * @param refused resources that the server would not watch
 */
record Subscription(
    ActiveSession session, UInteger id, List<Resource> resources, List<Reading> refused) {

  boolean is(ActiveSession other, UInteger otherId) {
    return session.connection() == other.connection() && id.equals(otherId);
  }

  /**
   * @param deadline for learning the types of structures that were not seen before
   */
  List<Reading> readings(DataChangeNotification change, NodeReader reader, Deadline deadline) {
    List<Reading> readings = new ArrayList<>();
    MonitoredItemNotification[] items = change.getMonitoredItems();
    for (int each = 0; items != null && each < items.length; each++) {
      int resource = items[each].getClientHandle().intValue();
      if (resource < resources.size()) {
        Resource changed = resources.get(resource);
        readings.add(reader.reading(session, changed, items[each].getValue(), deadline));
      }
    }
    return readings;
  }
}
