package dev.lockstep.coordinator;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Callers that wait here for the end of a coordination. Thread-safe. */
final class WaitingCallers {
  private final Queue<CompletableFuture<SubmissionResult>> callers = new ConcurrentLinkedQueue<>();

  /** A caller that went away is not kept. */
  void add(CompletableFuture<SubmissionResult> caller) {
    callers.add(caller);
    var unused = caller.whenComplete((done, fault) -> callers.removeIf(CompletableFuture::isDone));
  }

  void answer(SubmissionResult answer) {
    callers.forEach(each -> each.complete(answer));
  }
}
