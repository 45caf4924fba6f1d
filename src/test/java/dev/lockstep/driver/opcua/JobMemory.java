package dev.lockstep.driver.opcua;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The job orders of a machine, with the states of OPC 10031-4, 6.2.1.1: what outlasts its process.
 * Answers as ReturnStatus has them.
 */
final class JobMemory {
  static final int NO_ERROR = 1;
  static final int UNKNOWN_ORDER = 1 << 1;
  private static final int INVALID_STATUS = 1 << 3;
  private static final int UNABLE = 1 << 4;

  private final Map<String, Job> jobs = new LinkedHashMap<>();

  /** An order and how far it is. */
  record Job(Map<String, Object> order, JobState state) {}

  /** As a machine without a disk. */
  synchronized void clear() {
    jobs.clear();
  }

  synchronized @Nullable JobState state(String id) {
    Job job = jobs.get(id);
    return job == null ? null : job.state();
  }

  synchronized Map<String, Object> order(String id) {
    return jobs.get(id).order();
  }

  synchronized void each(BiConsumer<String, Job> look) {
    jobs.forEach(look);
  }

  /** An order of another client, or what the machine does by itself. */
  synchronized void put(String id, JobState state) {
    Job before = jobs.get(id);
    jobs.put(id, new Job(before == null ? Map.of("JobOrderID", id) : before.order(), state));
  }

  /**
   * Takes an order.
   *
   * @param most how many there may be
   */
  synchronized long store(Map<String, Object> order, int most) {
    String id = String.valueOf(order.get("JobOrderID"));
    if (jobs.size() >= most || jobs.containsKey(id)) {
      return UNABLE;
    }
    jobs.put(id, new Job(order, JobState.NOT_ALLOWED_TO_START));
    return NO_ERROR;
  }

  /** Starts a job, which goes on to a state by itself. */
  synchronized long start(String id, JobState to) {
    return move(id, List.of(JobState.NOT_ALLOWED_TO_START), to);
  }

  synchronized long revoke(String id) {
    return move(id, List.of(JobState.ALLOWED_TO_START), JobState.NOT_ALLOWED_TO_START);
  }

  synchronized long cancel(String id) {
    return removed(
        id,
        move(
            id,
            List.of(JobState.NOT_ALLOWED_TO_START, JobState.ALLOWED_TO_START),
            JobState.NOT_ALLOWED_TO_START));
  }

  /** Drops one that is over. */
  synchronized long clear(String id) {
    return removed(id, move(id, List.of(JobState.ENDED, JobState.ABORTED), JobState.ENDED));
  }

  synchronized void remove(String id) {
    jobs.remove(id);
  }

  private long removed(String id, long status) {
    if (status == NO_ERROR) {
      jobs.remove(id);
    }
    return status;
  }

  private long move(String id, List<JobState> from, JobState to) {
    Job job = jobs.get(id);
    if (job == null) {
      return UNKNOWN_ORDER;
    }
    if (!from.contains(job.state())) {
      return INVALID_STATUS;
    }
    jobs.put(id, new Job(job.order(), to));
    return NO_ERROR;
  }
}
