package dev.lockstep.coordinator;

import java.util.concurrent.CompletableFuture;

/** What a course finds in its mailbox. */
sealed interface Mail {

  /** Somebody asks for the coordination; answered when it has ended, or is refused. */
  record Submit(Plan plan, CompletableFuture<Submission> answer) implements Mail {}

  /** It was found open in the log; where it is under way already, this says nothing new. */
  record Resume() implements Mail {}

  record Happened(Event event) implements Mail {}
}
