package dev.lockstep.ensemble;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.zookeeper.ZooKeeper;

/**
 * Calls of the ensemble, bounded in time and number. A call that is given up stays in ZooKeeper's
 * own queue until its connection is lost, and may still be done: so its result is "not known".
 */
final class BoundedCalls {
  private final EnsembleSession session;
  private final Executor executor;
  private final Duration answerMax;
  private final Semaphore room;

  /**
   * @param executor runs what follows from an answer: ZooKeeper's own thread must not wait
   */
  BoundedCalls(EnsembleSession session, Executor executor, EnsembleSettings settings) {
    this.session = session;
    this.executor = executor;
    this.answerMax = settings.times().answerMax();
    this.room = new Semaphore(settings.limits().operationsMax());
  }

  /** Sends one request; its callback completes the answer. */
  interface Request<R> {
    void send(ZooKeeper zoo, CompletableFuture<R> answer);
  }

  /** The request's answer, or within the time that there is one that says that none is known. */
  <R> CompletableFuture<R> call(Function<String, R> notKnown, Request<R> request) {
    if (!room.tryAcquire()) {
      return CompletableFuture.completedFuture(
          notKnown.apply(
              "not sent: too many operations are under way (lockstep.ensemble.operations-max)"));
    }
    CompletableFuture<R> answer =
        pass(notKnown, request).thenApplyAsync(Function.identity(), executor);
    var unused = answer.whenComplete((result, bug) -> room.release());
    return answer;
  }

  /**
   * As {@link #call}, for what has its room already: what follows from the answer runs on
   * ZooKeeper's own thread, or a timer's, and must not wait.
   */
  <R> CompletableFuture<R> pass(Function<String, R> notKnown, Request<R> request) {
    CompletableFuture<R> sent = inTime(new CompletableFuture<>(), notKnown);
    if (session.connected()) {
      send(request, notKnown, sent);
    } else {
      // Without a connection the handle may be being replaced, and that may block.
      executor.execute(() -> send(request, notKnown, sent));
    }
    return sent;
  }

  private <R> void send(
      Request<R> request, Function<String, R> notKnown, CompletableFuture<R> sent) {
    try {
      request.send(session.handle(), sent);
    } catch (EnsembleSession.NoHandleException notNow) {
      sent.complete(notKnown.apply("no connection to " + session.servers()));
    }
  }

  /** The same answer, but not later than the time that there is for it. */
  <R> CompletableFuture<R> within(CompletableFuture<R> answer, Function<String, R> notKnown) {
    return inTime(answer.copy(), notKnown).thenApplyAsync(Function.identity(), executor);
  }

  private <R> CompletableFuture<R> inTime(
      CompletableFuture<R> answer, Function<String, R> notKnown) {
    R late =
        notKnown.apply(
            "no answer within %,d ms of %s".formatted(answerMax.toMillis(), session.servers()));
    return answer.completeOnTimeout(late, answerMax.toNanos(), TimeUnit.NANOSECONDS);
  }
}
