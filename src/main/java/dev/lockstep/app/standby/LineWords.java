package dev.lockstep.app.standby;

import dev.lockstep.app.SystemTime;
import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.AuditRecord;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.rest.LineAdministration.LineWord;
import dev.lockstep.rest.LineAdministration.WordAnswer;
import dev.lockstep.standby.PeerRequest;
import dev.lockstep.standby.PersonWord;
import dev.lockstep.standby.Seat;
import dev.lockstep.standby.SeatEvent;
import dev.lockstep.standby.WordResult;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/** What operators say to a line at this PC: written down, decided on, and recorded. Thread-safe. */
final class LineWords {
  private static final Logger LOG = Logger.getLogger(LineWords.class);
  private static final Duration RECORDED_AGAIN_AFTER = Duration.ofSeconds(1);

  private final LineSeat line;
  private final PeerQuestions questions;
  private final SaidWords kept;
  private final SystemTime time;

  LineWords(LineSeat line, PeerQuestions questions, SaidWords kept, SystemTime time) {
    this.line = line;
    this.questions = questions;
    this.kept = kept;
    this.time = time;
  }

  WordAnswer say(LineWord word, boolean acceptLoss, String principal, String reason) {
    PersonWord said = new PersonWord(kind(word), acceptLoss, principal, reason);
    LOG.infof("line: %s by %s: %s", said.kind(), principal, reason);
    // The active one has a record of acts, and its API records what is said there.
    if (line.seat() instanceof Seat.Active) {
      return decided(said);
    }
    try {
      SaidWords.Said written = new SaidWords.Said(time.now().wall(), said);
      boolean added = kept.keep(written);
      WordAnswer answer = decided(said);
      if (added && !answer.taken()) {
        kept.drop(written);
      }
      return answer;
    } catch (IOException fault) {
      LOG.errorf("line: an operator's word cannot be written down: %s", fault);
      return new WordAnswer(
          false,
          WordResult.NOT_NOW.name(),
          "nothing was done, because the word cannot be written down first: " + fault.getMessage());
    }
  }

  private static PersonWord.Kind kind(LineWord word) {
    return switch (word) {
      case ALONE -> PersonWord.Kind.ALONE;
      case TAKE_OVER -> PersonWord.Kind.TAKE_OVER;
      case STEP_DOWN -> PersonWord.Kind.STEP_DOWN;
    };
  }

  private WordAnswer decided(PersonWord said) {
    WordResult result = questions.said(() -> line.happened(new SeatEvent.Said(line.now(), said)));
    boolean taken =
        result == WordResult.DONE || result == WordResult.BEGUN || result == WordResult.ALREADY;
    return new WordAnswer(taken, result.name(), LineReport.sentence(result));
  }

  /**
   * The other PC hands over by an operator's word. It writes nothing any more, its record of acts
   * neither, so the word is recorded here. Where it was said here, it is written down already.
   */
  void handedOver(PeerRequest.HandOver hand) {
    if (line.seat() instanceof Seat.Following following
        && following.leader().term() == hand.term()) {
      try {
        var unused = kept.keep(new SaidWords.Said(time.now().wall(), hand.word()));
      } catch (IOException fault) {
        // The other one has given the line away: without this one it would stand.
        LOG.errorf(
            "line: %s by %s is not in the record of acts, only here: %s: %s",
            hand.word().kind(), hand.word().principal(), hand.word().reason(), fault);
      }
    }
  }

  /** Records what is kept, as soon as that can be made durable. Returns at once. */
  void recordIn(AuditLog audit) {
    Thread.ofVirtual()
        .name("lockstep-line-words")
        .start(() -> kept.kept().forEach(each -> record(each, audit)));
  }

  private void record(SaidWords.Said said, AuditLog audit) {
    while (!recorded(said, audit)) {
      LockSupport.parkNanos(RECORDED_AGAIN_AFTER.toNanos());
    }
    try {
      kept.drop(said);
    } catch (IOException fault) {
      LOG.warnf("line: an operator's word is in the record of acts, and will be again: %s", fault);
    }
  }

  private static boolean recorded(SaidWords.Said said, AuditLog audit) {
    try {
      audit.record(recordOf(said));
      return true;
    } catch (JournalUnavailableException unavailable) {
      return false; // the record of acts says by itself why, and health does
    }
  }

  private static AuditRecord recordOf(SaidWords.Said said) {
    PersonWord word = said.word();
    return AuditRecord.ofFormerRequest("line", word.kind().name().toLowerCase(Locale.ROOT))
        .with("operator", word.principal())
        .with("why", word.reason())
        .with("acceptLoss", Boolean.toString(word.acceptLoss()))
        .with("saidAt", said.at().toString());
  }
}
