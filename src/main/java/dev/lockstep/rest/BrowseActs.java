package dev.lockstep.rest;

import dev.lockstep.device.PrintableText;
import dev.lockstep.participant.Operator;
import dev.lockstep.transaction.Requester;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Browses that operators ask for: recorded durably, and then begun (P14). Thread-safe. */
@Singleton
public final class BrowseActs {
  private static final int SUBJECT_MAX = 600;

  private final BrowseRuns runs;
  private final RequestGuard guard;

  BrowseActs(BrowseRuns runs, RequestGuard guard) {
    this.runs = runs;
    this.guard = guard;
  }

  /**
   * Begins one; it goes on whether anyone looks or not.
   *
   * @throws RequestRefusedException OVERLOADED, MALFORMED or AUDIT_UNAVAILABLE: nothing was done
   */
  public BrowseRun begin(MachineBrowser.Wanted wanted, Operator operator, Requester by) {
    return runs.begin(
        wanted, operator, () -> guard.record("browse", subject(wanted), operator, by));
  }

  /** For example {@code mqtts://hall.plant.example as hall, user reader}. */
  private static String subject(MachineBrowser.Wanted wanted) {
    String text =
        wanted.endpoint()
            + part(" as ", wanted.name())
            + part(", user ", wanted.user())
            + part(", below ", wanted.under());
    return PrintableText.line(text, SUBJECT_MAX);
  }

  private static String part(String before, Optional<String> text) {
    return text.map(before::concat).orElse("");
  }
}
