package dev.lockstep.coordinator;

import dev.lockstep.journal.DecisionLog;
import dev.lockstep.journal.JournalUnavailable;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * One coordination under way: a mailbox, and the loop that empties it. Decide, make durable, do the
 * effects; what they come to is the next mail. One thread at a time runs the loop, and nobody waits
 * for it: no lock is held while the log or a gateway works.
 */
final class Course {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.coordinator");

  private final String id;
  private final LazyLog log;
  private final Doing doing;
  private final Registry registry;

  private final Queue<Mail> mailbox = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean running = new AtomicBoolean();
  private final Queue<CompletableFuture<Submission>> waiting = new ConcurrentLinkedQueue<>();

  /** Never ahead of the log in anything that is told to anybody. */
  private volatile Dossier dossier = Dossier.NONE;

  private volatile Standing standing = Standing.UNREAD;
  private volatile Optional<Unwritten> unwritten = Optional.empty();

  private enum Standing {
    /** The log has not been asked yet what it knows. */
    UNREAD,
    GOING,
    /** The log did not take a step; nothing else happens before it does. */
    PAUSED,
    /** Nothing happens here any more before a restart. */
    BROKEN
  }

  /**
   * A step that is decided, and not durable yet. It is never decided anew: the write that failed
   * may be found after a restart all the same.
   */
  private record Unwritten(Step step, Dossier next, int attempts) {}

  /** Who knows which courses there are. */
  interface Registry {
    /** Lets go of a course that is idle. */
    void retire(Course course);

    /** Has the log read again after a pause. */
    void resumeLater(String id);
  }

  Course(String id, LazyLog log, Doing doing, Registry registry) {
    this.id = id;
    this.log = log;
    this.doing = doing;
    this.registry = registry;
  }

  String id() {
    return id;
  }

  Dossier dossier() {
    return dossier;
  }

  /** Puts it into the mailbox and never blocks; {@link #wake} must follow. */
  void post(Mail mail) {
    mailbox.add(mail);
  }

  void wake() {
    if (running.compareAndSet(false, true)) {
      doing.run(this::loop);
    }
  }

  /**
   * Whether nothing is left to be done, so that the log alone can speak for it. The mailbox is
   * looked at first: the loop says that it runs before it takes the last mail out.
   */
  boolean idle() {
    return mailbox.isEmpty()
        && !running.get()
        && switch (standing) {
          case UNREAD -> true;
          case GOING -> !dossier.coordination().open();
          // Let go, it would be started over by the next request.
          case PAUSED, BROKEN -> false;
        };
  }

  private void loop() {
    try {
      while (due()) {
        if (unwritten.isPresent()) {
          write(unwritten.get());
        } else {
          take(mailbox.remove());
        }
      }
    } catch (RuntimeException bug) {
      standing = Standing.BROKEN;
      unwritten = Optional.empty();
      doing.troubles().reportBug(id, bug);
      answerAll(
          new Submission.Unavailable(
              "coordination %s stands still after a fault of this program; a restart takes it up again"
                  .formatted(id)));
    } finally {
      running.set(false);
    }
    if (due()) {
      wake();
    } else {
      registry.retire(this);
    }
  }

  private boolean due() {
    return standing != Standing.PAUSED && (unwritten.isPresent() || !mailbox.isEmpty());
  }

  private void take(Mail mail) {
    if (standing == Standing.UNREAD) {
      read(mail);
    }
    boolean going = standing == Standing.GOING;
    switch (mail) {
      case Mail.Submit submit when going -> submit(submit);
      case Mail.Submit submit ->
          submit
              .answer()
              .complete(
                  new Submission.Unavailable(id + " cannot go on now; GET /q/health says why"));
      case Mail.Happened happened -> {
        if (going) {
          happen(happened.event());
        }
      }
      case Mail.Resume resume -> {}
    }
  }

  private void read(Mail mail) {
    try {
      dossier = log.dossier(id).orElse(Dossier.NONE);
    } catch (UnreadableDossier fault) {
      unreadable(mail, String.valueOf(fault.getMessage()));
      return;
    } catch (JournalUnavailable fault) {
      unreadable(mail, String.valueOf(fault.getMessage()));
      registry.resumeLater(id);
      return;
    }
    standing = Standing.GOING;
    doing.troubles().over(id);
    if (dossier.coordination().open()) {
      happen(new Event.Restarted(doing.now()));
    }
  }

  private void unreadable(Mail mail, String fault) {
    doing.troubles().report(id, fault);
    if (mail instanceof Mail.Submit submit) {
      submit.answer().complete(new Submission.Unavailable(fault));
    }
  }

  private void submit(Mail.Submit submit) {
    Optional<Plan> known = dossier.coordination().work();
    if (known.isPresent() && !known.get().asks(submit.plan())) {
      submit.answer().complete(new Submission.OtherRequest());
      return;
    }
    waiting.add(submit.answer());
    // Whoever asked and went away is not kept.
    var unused =
        submit.answer().whenComplete((done, fault) -> waiting.removeIf(CompletableFuture::isDone));
    if (known.isEmpty()) {
      happen(new Event.Requested(submit.plan()));
    } else {
      answerIfEnded();
    }
  }

  private void happen(Event event) {
    Step step = Coordination.decide(dossier.coordination(), event);
    Dossier next = dossier.then(event, step.next());
    switch (step.durability()) {
      case NONE -> goOn(step, next);
      case LAZY -> {
        log.appendLazily(document(next));
        goOn(step, next);
      }
      case FORCED -> write(new Unwritten(step, next, 1));
    }
  }

  private void write(Unwritten due) {
    try {
      log.append(document(due.next()));
    } catch (JournalUnavailable fault) {
      unwritable(due, String.valueOf(fault.getMessage()));
      return;
    }
    unwritten = Optional.empty();
    doing.troubles().over(id);
    goOn(due.step(), due.next());
  }

  private DecisionLog.Document document(Dossier of) {
    return new DecisionLog.Document(id, of.coordination().open(), DossierWriter.write(of));
  }

  private void unwritable(Unwritten due, String fault) {
    if (dossier.coordination() instanceof Coordination.Absent) {
      // No prepare has left. Should the log have taken it all the same, a restart or a repeat finds
      // it there, and aborts it.
      standing = Standing.UNREAD;
      answerAll(new Submission.Unavailable(fault));
      return;
    }
    String sentence = "coordination %s cannot go on, the log does not take its next state: %s";
    doing.troubles().report(id, sentence.formatted(id, fault));
    unwritten = Optional.of(new Unwritten(due.step(), due.next(), due.attempts() + 1));
    standing = Standing.PAUSED;
    doing.later(due.attempts(), this::goOnAfterPause);
  }

  private void goOnAfterPause() {
    standing = Standing.GOING;
    wake();
  }

  private void goOn(Step step, Dossier next) {
    Coordination.Name from = dossier.coordination().name();
    dossier = next;
    if (from != step.next().name()) {
      LOG.infof("transaction=%s from=%s to=%s", id, from, step.next().name());
    }
    answerIfEnded();
    step.effects().forEach(effect -> doing.perform(this, effect));
  }

  private void answerIfEnded() {
    if (dossier.coordination() instanceof Coordination.Ended) {
      answerAll(new Submission.Ended(dossier));
    }
  }

  private void answerAll(Submission answer) {
    waiting.forEach(each -> each.complete(answer));
  }
}
