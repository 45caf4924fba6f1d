package dev.lockstep.driver.opcua;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;

/** The states of a job order, by their StateNumber (OPC 10031-4, 6.2.1.2). */
enum JobState {
  NOT_ALLOWED_TO_START(1, "stored, and not allowed to start"),
  ALLOWED_TO_START(2, "allowed to start, and has not begun"),
  RUNNING(3, "running"),
  INTERRUPTED(4, "interrupted"),
  ENDED(5, "ended"),
  ABORTED(6, "aborted");

  private final long number;
  private final String words;

  JobState(long number, String words) {
    this.number = number;
    this.words = words;
  }

  /** Its StateNumber. */
  long number() {
    return number;
  }

  String words() {
    return words;
  }

  boolean hasBegun() {
    return compareTo(ALLOWED_TO_START) > 0;
  }

  /**
   * The state at the top of a list of ISA95StateDataType, whose entry has no browse path (6.3.2);
   * empty where it is none of these.
   */
  static Optional<JobState> top(Object states) {
    return states instanceof List<?> list
        ? list.stream()
            .filter(Map.class::isInstance)
            .map(each -> (Map<?, ?>) each)
            .filter(JobState::isTop)
            .findFirst()
            .flatMap(JobState::of)
        : Optional.empty();
  }

  private static boolean isTop(Map<?, ?> state) {
    return !(state.get("BrowsePath") instanceof Map<?, ?> path
        && path.get("Elements") instanceof List<?> elements
        && !elements.isEmpty());
  }

  private static Optional<JobState> of(Map<?, ?> state) {
    return state.get("StateNumber") instanceof UInteger number
        ? Arrays.stream(values()).filter(each -> each.number == number.longValue()).findFirst()
        : Optional.empty();
  }
}
