package dev.lockstep.dashboard;

import dev.lockstep.participant.PresentReading;
import dev.lockstep.rest.TransactionViews;
import java.util.List;
import java.util.Optional;

/**
 * What a resource shows now, beside what is wanted and what was before; empty texts where there is
 * nothing.
 *
 * @param verdict what the comparison says, for eyes and for screen readers
 */
record NowReading(
    String device,
    String resource,
    String now,
    boolean readable,
    String status,
    String wanted,
    String before,
    List<Condition> conditions,
    Badge verdict) {
  /** A condition and whether it holds. */
  record Condition(Badge badge, String text) {}

  NowReading {
    conditions = List.copyOf(conditions);
  }

  static NowReading of(TransactionViews.Present reading) {
    Optional<TransactionViews.Sight> now = reading.now();
    String text =
        now.map(each -> ValueText.of(each.value()))
            .orElseGet(
                () -> reading.unreadable().map(TransactionPages::sentence).orElse("not read"));
    String wanted = reading.wanted().map(ValueText::of).orElse("");
    List<Condition> conditions = reading.expected().stream().map(NowReading::condition).toList();
    return new NowReading(
        reading.device(),
        reading.resource(),
        text,
        now.isPresent(),
        now.map(TransactionViews.Sight::status).orElse(""),
        wanted,
        reading.before().map(each -> ValueText.of(each.value())).orElse(""),
        conditions,
        verdict(now.isPresent(), text, wanted, reading.expected()));
  }

  private static Badge verdict(
      boolean readable, String now, String wanted, List<TransactionViews.Expected> expected) {
    if (!readable) {
      return Badge.warn("cannot be read");
    }
    if (expected.stream().anyMatch(each -> each.holds().equals(Optional.of(false)))) {
      return Badge.bad("does not hold");
    }
    if (wanted.isEmpty()) {
      return expected.isEmpty() ? Badge.quiet("shown") : Badge.good("holds");
    }
    return now.equals(wanted) ? Badge.good("as wanted") : Badge.quiet("not as wanted");
  }

  private static Condition condition(TransactionViews.Expected each) {
    String use = each.use() == PresentReading.Use.REQUIRED ? "required: " : "verified by: ";
    Badge badge =
        each.holds()
            .map(holds -> holds ? Badge.good("holds") : Badge.bad("does not hold"))
            .orElse(Badge.warn("not known"));
    return new Condition(badge, use + each.condition());
  }
}
