package dev.lockstep.dashboard;

import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of the last acts, for the page that follows their form; told to who pressed it alone. A
 * restart forgets it: the record of acts has it too. Thread-safe.
 */
@Singleton
final class ResultNotices {
  private static final int KEPT_MAX = 50;

  private final Map<Long, Result> results = new LinkedHashMap<>();
  private long numbers;

  private record Result(String holder, List<String> sentences) {}

  /** Keeps it; the number is for the address of the page that follows. */
  synchronized long keep(Viewer viewer, List<String> sentences) {
    numbers++;
    results.put(numbers, new Result(viewer.holder(), List.copyOf(sentences)));
    if (results.size() > KEPT_MAX) {
      results.remove(results.keySet().iterator().next());
    }
    return numbers;
  }

  /** The sentences of this number; none where it is another viewer's, or not kept any more. */
  synchronized List<String> of(Viewer viewer, @Nullable String number) {
    try {
      Result found = number == null ? null : results.get(Long.parseLong(number));
      return found != null && found.holder().equals(viewer.holder())
          ? found.sentences()
          : List.of();
    } catch (NumberFormatException wrong) {
      return List.of();
    }
  }
}
