package dev.lockstep.journal;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What recorded calls show of the {@link Checkpointer}: the thread that writes into the journal's
 * file, and never into its log.
 *
 * @param copies how often it began to copy
 * @param beside writes into the log, by others, between two of its writes in one copying
 * @param anew how often the log began anew since it first copied
 */
record CopiedLog(int copies, int beside, int anew) {
  private static final String FILE = RecordedWork.JOURNAL;
  private static final String LOG = FILE + "-wal";

  static CopiedLog in(List<SystemCall> calls) {
    Set<String> copying = writers(FILE, calls);
    copying.removeAll(writers(LOG, calls));
    int copies = 0;
    int beside = 0;
    int anew = 0;
    boolean within = false;
    int appended = 0;
    for (SystemCall call : calls) {
      if (call instanceof SystemCall.Create opened && copying.contains(opened.thread())) {
        within = false;
      } else if (call instanceof SystemCall.Write write && copying.contains(write.thread())) {
        if (within) {
          beside += appended;
        } else {
          copies++;
        }
        within = true;
        appended = 0;
      } else if (call instanceof SystemCall.Write write && write.file().equals(LOG)) {
        appended++;
        anew += write.offset() == 0 && copies > 0 ? 1 : 0;
      }
    }
    return new CopiedLog(copies, beside, anew);
  }

  private static Set<String> writers(String file, List<SystemCall> calls) {
    Set<String> threads = new HashSet<>();
    for (SystemCall call : calls) {
      if (call instanceof SystemCall.Write write && write.file().equals(file)) {
        threads.add(write.thread());
      }
    }
    return threads;
  }
}
