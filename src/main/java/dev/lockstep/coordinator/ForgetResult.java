package dev.lockstep.coordinator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What came of a person's word that a decision is not needed any more. */
public sealed interface ForgetResult {
  /** It is taken away when it is as old as others that are confirmed. */
  record Forgotten() implements ForgetResult {}

  /** Nothing of that id is known. */
  record Unknown() implements ForgetResult {}

  /** It goes on by itself. */
  record NotEnded(String detail) implements ForgetResult {}

  /** The log forgets by age alone. */
  record ByAge() implements ForgetResult {}

  /**
   * Not every participant has confirmed it, and the person has not said that this is known.
   *
   * @param missing one sentence each
   */
  record Unconfirmed(List<String> missing) implements ForgetResult {
    public Unconfirmed {
      missing = List.copyOf(missing);
    }
  }

  /**
   * What is in the way.
   *
   * @param known how it stands
   * @param unconfirmed whether the person has said that participants may still be in doubt
   */
  static Optional<ForgetResult> obstacle(Coordination known, boolean unconfirmed) {
    return switch (known) {
      case Coordination.Absent absent -> Optional.of(new Unknown());
      case Coordination.Preparing preparing ->
          Optional.of(new NotEnded("it is not decided; that goes on by itself"));
      case Coordination.Decided decided ->
          Optional.of(
              new NotEnded(
                  "it is told until every participant has confirmed it: "
                      + String.join("; ", missing(decided.plan(), decided.deliveries()))));
      case Coordination.Ended ended -> {
        if (!ended.forgets().isEmpty()) {
          yield Optional.of(
              new NotEnded("participants are told that they may forget; then it goes by itself"));
        }
        List<String> missing = missing(ended.plan(), ended.deliveries());
        yield missing.isEmpty() || unconfirmed
            ? Optional.empty()
            : Optional.of(new Unconfirmed(missing));
      }
    };
  }

  private static List<String> missing(CoordinationPlan plan, List<Delivery> deliveries) {
    List<String> sentences = new ArrayList<>();
    for (int each = 0; each < deliveries.size(); each++) {
      String gateway = plan.shares().get(each).gateway().toString();
      switch (deliveries.get(each)) {
        case Delivery.Lost lost ->
            sentences.add("%s voted and does not know it: %s".formatted(gateway, lost.lastError()));
        case Delivery.Pending pending -> sentences.add(gateway + " has not confirmed it");
        case Delivery.Confirmed confirmed -> {}
        case Delivery.Excused excused -> {}
      }
    }
    return sentences;
  }
}
