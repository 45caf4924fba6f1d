package dev.lockstep.app.standby;

import dev.lockstep.journal.ChangeSet;
import dev.lockstep.standby.PeerRequest;
import java.util.ArrayList;
import java.util.List;

/** Change sets that go to the standby in one message, in their order. */
record ChangeBatch(List<ChangeSet> changes) {
  private static final int OCTETS_MAX = 4 << 20;

  /** The first of those that are missing: at least one, and others as far as a message may hold. */
  static ChangeBatch of(List<ChangeSet> missing) {
    List<ChangeSet> batch = new ArrayList<>();
    long octets = 0;
    for (ChangeSet each : missing) {
      octets += each.encode().length;
      if (!batch.isEmpty() && octets > OCTETS_MAX) {
        break;
      }
      batch.add(each);
    }
    return new ChangeBatch(batch);
  }

  List<PeerRequest.ChangeFrame> frames() {
    return changes.stream()
        .map(each -> new PeerRequest.ChangeFrame(each.database(), each.sequence(), each.encode()))
        .toList();
  }
}
