package dev.lockstep.coordinator;

import dev.lockstep.journal.DecisionLog;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.OtherRequestException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * One coordination under way: decides what a message means, makes it durable, and does the effects;
 * their results are the next messages. One thread at a time works on it ({@link
 * dev.lockstep.mailbox.Mailboxes}), and no caller waits for it: no lock is held while the log or a
 * gateway works.
 */
final class CoordinationRunner {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.coordinator");

  private final String id;
  private final DecisionLog<CoordinationRecord> log;
  private final CoordinationEffectRunner effects;
  private final Consumer<RunnerMessage> mailbox;

  private final WaitingCallers waiting = new WaitingCallers();
  private final CallersElsewhere elsewhere = new CallersElsewhere();
  private final PausedStep paused = new PausedStep();

  /** Never ahead of the log in what is told to a caller or a gateway. */
  private volatile CoordinationRecord record = CoordinationRecord.NONE;

  private Standing standing = Standing.UNREAD;

  private enum Standing {
    /** The log has not been asked yet what it knows. */
    UNREAD,
    GOING,
    /** Nothing happens here any more before a restart. */
    BROKEN
  }

  CoordinationRunner(
      String id,
      DecisionLog<CoordinationRecord> log,
      CoordinationEffectRunner effects,
      Consumer<RunnerMessage> mailbox) {
    this.id = id;
    this.log = log;
    this.effects = effects;
    this.mailbox = mailbox;
  }

  String id() {
    return id;
  }

  CoordinationRecord latest() {
    return record;
  }

  /** The result of an effect, or the end of a pause. Never blocks. */
  void post(CoordinationEvent event) {
    mailbox.accept(new RunnerMessage.Happened(event));
  }

  /** Whether nothing is left to be done, so that the log alone can speak for it. */
  boolean idle() {
    return switch (standing) {
      case UNREAD -> elsewhere.none();
      case GOING -> !paused.waits() && !record.coordination().open();
      // Let go, it would be started over by the next request.
      case BROKEN -> false;
    };
  }

  void receive(RunnerMessage message) {
    if (message instanceof RunnerMessage.WriteAgain due) {
      paused.step().filter(step -> step.attempts() == due.attempts()).ifPresent(this::writeAgain);
    } else if (paused.waits() && message instanceof RunnerMessage.Resume) {
      // The log has named it as open, so it answers: no pause is waited for that was meant for a
      // log that does not.
      paused.step().ifPresent(this::writeAgain);
    } else if (paused.waits()) {
      paused.defer(message);
    } else {
      take(message);
    }
  }

  private void writeAgain(PausedStep.Unwritten due) {
    paused.over();
    write(due);
    paused.taken().forEach(this::receive);
  }

  /** A fault of this program: nothing happens here any more before a restart. */
  void failed(RunnerMessage message, Throwable fault) {
    standing = Standing.BROKEN;
    paused.over();
    effects.troubles().reportBug(id, fault);
    if (message instanceof RunnerMessage.Submit submit) {
      waiting.add(submit.answer());
    }
    waiting.answer(
        new SubmissionResult.Unavailable(
            "coordination %s stands still after a fault of this program; a restart takes it up again"
                .formatted(id)));
    elsewhere.taken().forEach(this::receive);
    paused.taken().forEach(this::receive);
  }

  private void take(RunnerMessage message) {
    if (message instanceof RunnerMessage.Look) {
      elsewhere.looked();
    }
    if (standing == Standing.UNREAD && !read(message)) {
      return;
    }
    boolean going = standing == Standing.GOING;
    switch (message) {
      case RunnerMessage.Submit submit when going -> submit(submit);
      case RunnerMessage.Submit submit ->
          submit
              .answer()
              .complete(
                  new SubmissionResult.Unavailable(
                      id + " cannot go on now; GET /q/health says why"));
      case RunnerMessage.Happened happened -> {
        if (going) {
          happen(happened.event());
        }
      }
      case RunnerMessage.Resume resume -> {}
      case RunnerMessage.Look look -> {}
      case RunnerMessage.WriteAgain again -> {}
    }
  }

  /** Asks the log; false where nothing is to be done here now, and the message is answered. */
  private boolean read(RunnerMessage message) {
    try {
      record = RecordLookup.known(log, id).orElse(CoordinationRecord.NONE);
    } catch (JournalUnavailableException fault) {
      unreadable(message, String.valueOf(fault.getMessage()));
      effects.later(1, () -> mailbox.accept(new RunnerMessage.Resume()));
      return false;
    }
    effects.troubles().over(id);
    if (record.coordination().open() && log.elsewhere(id)) {
      leaveToAnother(message);
      return false;
    }
    standing = Standing.GOING;
    if (record.coordination().open()) {
      happen(new CoordinationEvent.Restarted(effects.now()));
    }
    elsewhere.taken().forEach(this::receive);
    return true;
  }

  /**
   * Another replica lives and is at it: preparing and telling it twice is spared. Callers wait here
   * for the end that the log will show, as they would there.
   */
  private void leaveToAnother(RunnerMessage message) {
    if (message instanceof RunnerMessage.Submit submit) {
      if (record.coordination().work().filter(each -> each.asks(submit.plan())).isPresent()) {
        elsewhere.add(submit);
      } else {
        submit.answer().complete(new SubmissionResult.OtherRequest());
      }
    }
    record = CoordinationRecord.NONE;
    elsewhere
        .nextLook()
        .ifPresent(pause -> effects.after(pause, () -> mailbox.accept(new RunnerMessage.Look())));
  }

  private void unreadable(RunnerMessage message, String fault) {
    effects.troubles().report(id, fault);
    if (message instanceof RunnerMessage.Submit submit) {
      submit.answer().complete(new SubmissionResult.Unavailable(fault));
    }
  }

  private void submit(RunnerMessage.Submit submit) {
    Optional<CoordinationPlan> known = record.coordination().work();
    if (known.isPresent() && !known.get().asks(submit.plan())) {
      submit.answer().complete(new SubmissionResult.OtherRequest());
      return;
    }
    waiting.add(submit.answer());
    if (known.isEmpty()) {
      begin(submit.plan());
    } else {
      answerIfEnded();
    }
  }

  private void begin(CoordinationPlan plan) {
    CoordinationEvent requested = new CoordinationEvent.Requested(plan);
    Coordination begun = Coordination.decide(record.coordination(), requested).next();
    log.oversize(record.then(requested, begun))
        .ifPresentOrElse(
            why -> waiting.answer(new SubmissionResult.TooLarge(why)), () -> happen(requested));
  }

  private void happen(CoordinationEvent event) {
    CoordinationDecision step = Coordination.decide(record.coordination(), event);
    CoordinationRecord next = record.then(event, step.next());
    switch (step.durability()) {
      case NONE -> goOn(step, next);
      case LAZY -> {
        log.closeLazily(next);
        goOn(step, next);
      }
      case FORCED -> write(new PausedStep.Unwritten(step, next, 1));
    }
  }

  private void write(PausedStep.Unwritten due) {
    CoordinationRecord stands;
    try {
      stands = log.decide(id, due.next());
    } catch (JournalUnavailableException fault) {
      unwritable(due, String.valueOf(fault.getMessage()));
      return;
    } catch (OtherRequestException other) {
      goOnWithout(due.next().coordination(), other);
      return;
    }
    effects.troubles().over(id);
    if (stands.equals(due.next())) {
      goOn(due.step(), stands);
    } else {
      goOnWithAnother(stands);
    }
  }

  /** Another coordinator's proposal was first: it is carried on as a restart would. */
  private void goOnWithAnother(CoordinationRecord stands) {
    record = stands;
    happen(new CoordinationEvent.Restarted(effects.now()));
    answerIfEnded();
  }

  /**
   * What was asked for here can never be committed. Only those are told who gave their vote to this
   * request: where none came, the gateway may be at the other one. A message that is lost does no
   * harm: a gateway in doubt reads the log, and finds the other request there.
   */
  private void goOnWithout(Coordination proposed, OtherRequestException other) {
    LOG.warnf("transaction=%s %s", id, other.getMessage());
    effects.troubles().over(id);
    proposed.work().ifPresent(plan -> effects.rollBackVoters(plan, proposed.ballots()));
    waiting.answer(new SubmissionResult.OtherRequest());
    record = CoordinationRecord.NONE;
    standing = Standing.UNREAD;
  }

  private void unwritable(PausedStep.Unwritten due, String fault) {
    if (record.coordination() instanceof Coordination.Absent) {
      // No prepare has left. Should the log have taken it all the same, a restart or a repeat finds
      // it there, and aborts it.
      standing = Standing.UNREAD;
      waiting.answer(new SubmissionResult.Unavailable(fault));
      return;
    }
    String sentence = "coordination %s cannot go on, the log does not take its next state: %s";
    effects.troubles().report(id, sentence.formatted(id, fault));
    PausedStep.Unwritten again = due.again();
    paused.at(again);
    effects.later(
        due.attempts(), () -> mailbox.accept(new RunnerMessage.WriteAgain(again.attempts())));
  }

  private void goOn(CoordinationDecision step, CoordinationRecord next) {
    Coordination before = record.coordination();
    Coordination.Name from = before.name();
    record = next;
    effects.stepped(before, next.coordination());
    if (from != step.next().name()) {
      LOG.debugf("transaction=%s from=%s to=%s", id, from, step.next().name());
    }
    answerIfEnded();
    step.effects().forEach(effect -> effects.perform(this, effect));
  }

  private void answerIfEnded() {
    if (record.coordination() instanceof Coordination.Ended) {
      waiting.answer(new SubmissionResult.Ended(record));
    }
  }
}
