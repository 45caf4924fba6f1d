package dev.lockstep.coordinator;

import java.util.concurrent.CompletableFuture;

/** The messages to a runner. */
sealed interface RunnerMessage {

  /** A caller asks for the coordination; answered when it has ended, or is refused. */
  record Submit(CoordinationPlan plan, CompletableFuture<SubmissionResult> answer)
      implements RunnerMessage {}

  /** It was found open in the log; where it is under way already, this says nothing new. */
  record Resume() implements RunnerMessage {}

  record Happened(CoordinationEvent event) implements RunnerMessage {}

  /** The pause is over after which the log is looked into for what another replica is at. */
  record Look() implements RunnerMessage {}

  /**
   * The pause is over after which the step is written again that the log did not take.
   *
   * @param attempts of which that would be the last; an earlier one was made meanwhile
   */
  record WriteAgain(int attempts) implements RunnerMessage {}
}
