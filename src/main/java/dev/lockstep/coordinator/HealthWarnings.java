package dev.lockstep.coordinator;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jboss.logging.Logger;

/** What an operator must know of: shown by health until it is over. Thread-safe. */
final class HealthWarnings {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.coordinator");

  private final Map<String, String> sentences = new ConcurrentSkipListMap<>();
  private volatile boolean closed;

  /** Logged once for as long as it lasts. */
  void report(String about, String sentence) {
    if (closed) {
      LOG.debug(sentence);
    } else if (!sentence.equals(sentences.put(about, sentence))) {
      LOG.error(sentence);
    }
  }

  /** Our own bug: the coordination stays as it was written, and is not continued. */
  void reportBug(String about, Throwable bug) {
    if (closed) {
      LOG.debugf(bug, "coordination %s is left to the next start", about);
      return;
    }
    String sentence = "coordination %s stands still after a fault of this program: %s";
    LOG.errorf(bug, sentence, about, bug);
    // Under a name of its own, so that a later success elsewhere does not end it.
    sentences.put(about + " (fault)", sentence.formatted(about, bug));
  }

  /** From now on what fails does so for the stop: what it rests on is closed, or refuses work. */
  void close() {
    closed = true;
  }

  void over(String about) {
    sentences.remove(about);
  }

  List<String> sentences() {
    return List.copyOf(sentences.values());
  }
}
