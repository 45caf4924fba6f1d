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

  /** The pause is over after which the step is written again that the log did not take. */
  record WriteAgain() implements RunnerMessage {}
}
