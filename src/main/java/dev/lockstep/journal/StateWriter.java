package dev.lockstep.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Observation;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Writes one state without its {@link BranchAndVote}, or these, as JSON in ASCII. A moment is
 * {@code [second, nano, ticks, run]}, with a fifth field {@code 1} where the wall clock was
 * synchronised. Run counts into the list {@code runs}, for names are long and nearly always the
 * same: a name, or {@code [name, boot, host]} where the operating system names the boot.
 */
final class StateWriter {
  private static final int USUAL_LENGTH = 512;

  private final JsonGenerator json;
  private final Function<Moment, ProcessRun> taker;
  private final List<ProcessRun> runs = new ArrayList<>();

  private StateWriter(JsonGenerator json, Function<Moment, ProcessRun> taker) {
    this.json = json;
    this.taker = taker;
  }

  /**
   * The state's body.
   *
   * @throws IllegalArgumentException for {@link State.Absent}, which is never written
   */
  static String encode(State state) {
    return encoded(ProcessRun::of, writer -> writer.write(state));
  }

  static String encode(BranchAndVote terms) {
    return encoded(ProcessRun::of, writer -> writer.write(terms));
  }

  /** The same for a backup: no moment in it proves an age any more. */
  static String encodeForBackup(State state) {
    return encoded(ProcessRun::inBackup, writer -> writer.write(state));
  }

  static String encodeForBackup(BranchAndVote terms) {
    return encoded(ProcessRun::inBackup, writer -> writer.write(terms));
  }

  private interface Content {
    void write(StateWriter writer) throws IOException;
  }

  private static String encoded(Function<Moment, ProcessRun> taker, Content content) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(USUAL_LENGTH);
    try (JsonGenerator json = JournalJson.factory().createGenerator(body)) {
      StateWriter writer = new StateWriter(json, taker);
      json.writeStartObject();
      content.write(writer);
      JournalJson.write(json, "runs", writer.runs, ProcessRun::write);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException("nothing here leaves the memory", impossible);
    }
    return body.toString(StandardCharsets.US_ASCII);
  }

  private void write(BranchAndVote terms) throws IOException {
    if (terms.branch().isPresent()) {
      json.writeFieldName("branch");
      BranchJson.write(json, terms.branch().get());
    }
    if (terms.ballot().isPresent()) {
      write("vote", terms.ballot().get());
    }
  }

  private void write(State state) throws IOException {
    switch (state) {
      case State.Absent absent -> throw new IllegalArgumentException("absence is not written");
      case State.Preparing preparing -> write(preparing);
      case State.Prepared prepared -> writeReasons("broken", prepared.broken());
      case State.Committing committing -> write(committing);
      case State.RollingBack rollingBack -> write(rollingBack);
      case State.Ended ended -> write(ended);
    }
  }

  private void write(State.Preparing preparing) throws IOException {
    json.writeStringField("phase", preparing.phase().name());
    JournalJson.write(json, "before", preparing.before(), ValueJson::write);
    write("since", preparing.since());
  }

  private void write(State.Committing committing) throws IOException {
    write("decided", committing.decided());
    JournalJson.write(json, "progress", committing.progress(), (out, each) -> write(each));
    json.writeStringField("standing", committing.standing().name());
    write("lastStep", committing.lastStep());
    JournalJson.write(json, "instant", committing.instant());
  }

  private void write(State.RollingBack rollingBack) throws IOException {
    write("decided", rollingBack.decided());
    json.writeStringField("outcome", rollingBack.outcome().name());
    JournalJson.write(json, "progress", rollingBack.progress(), (out, each) -> write(each));
    json.writeStringField("disarmament", rollingBack.disarmament().name());
    writeReasons("because", rollingBack.because());
  }

  private void write(State.Ended ended) throws IOException {
    JournalJson.writeFlag(json, "branch", ended.branch().isPresent());
    JournalJson.writeFlag(json, "vote", ended.ballot().isPresent());
    JournalJson.write(json, "outcome", ended.outcome());
    JournalJson.write(json, "progress", ended.progress(), (out, each) -> write(each));
    write("decided", ended.decided());
    JournalJson.writeFlag(json, "forgotten", ended.forgotten());
  }

  private void write(String name, Ballot ballot) throws IOException {
    json.writeObjectFieldStart(name);
    switch (ballot) {
      case Ballot.Yes yes -> {
        json.writeStringField("is", "YES");
        json.writeStringField("promise", yes.promise().name());
        JournalJson.write(json, "heldUntil", yes.heldUntil());
        writeSeen("before", yes.before());
      }
      case Ballot.ReadOnly readOnly -> {
        json.writeStringField("is", "READ_ONLY");
        writeSeen("readings", readOnly.readings());
      }
      case Ballot.No no -> {
        json.writeStringField("is", "NO");
        writeReasons("reasons", no.reasons());
      }
    }
    write("at", ballot.at());
    json.writeEndObject();
  }

  private void write(String name, Decided decided) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeStringField("by", decided.by().name());
    JournalJson.writeText(json, "who", decided.who());
    JournalJson.writeText(json, "why", decided.why());
    write("at", decided.at());
    if (decided.against().isPresent()) {
      write(decided.against().get());
    }
    JournalJson.write(json, "instant", decided.instant());
    json.writeEndObject();
  }

  private void write(Decided.Contradiction against) throws IOException {
    json.writeObjectFieldStart("against");
    json.writeStringField("outcome", against.outcome().name());
    json.writeStringField("by", against.by().name());
    JournalJson.writeText(json, "who", against.who());
    write("at", against.at());
    json.writeEndObject();
  }

  private void write(Progress progress) throws IOException {
    json.writeStartObject();
    switch (progress) {
      case Progress.Waiting waiting -> {
        json.writeStringField("is", "WAITING");
        writeReasons("because", waiting.because());
      }
      case Progress.Intended intended -> {
        json.writeStringField("is", "INTENDED");
        write("at", intended.at());
        writeReasons("earlier", intended.earlier());
      }
      case Progress.Applied applied -> {
        json.writeStringField("is", "APPLIED");
        write("at", applied.at());
        json.writeStringField("evidence", applied.evidence());
        writeSeen("after", applied.after());
      }
      case Progress.NotApplied notApplied -> {
        json.writeStringField("is", "NOT_APPLIED");
        write("at", notApplied.at());
        writeReasons("because", notApplied.because());
      }
      case Progress.Unknown unknown -> {
        json.writeStringField("is", "UNKNOWN");
        write("at", unknown.sentAt());
        writeReasons("because", unknown.because());
      }
    }
    json.writeEndObject();
  }

  private void writeReasons(String name, List<Reason> reasons) throws IOException {
    JournalJson.write(json, name, reasons, ValueJson::write);
  }

  private void writeSeen(String name, List<Observation> seen) throws IOException {
    JournalJson.write(json, name, seen, ValueJson::write);
  }

  @SuppressWarnings("JavaInstantGetSecondsGetNano") // the second stands beside it
  private void write(String name, Moment moment) throws IOException {
    ProcessRun from = taker.apply(moment);
    int run = runs.indexOf(from);
    if (run < 0) {
      run = runs.size();
      runs.add(from);
    }
    json.writeArrayFieldStart(name);
    json.writeNumber(moment.wall().getEpochSecond());
    json.writeNumber(moment.wall().getNano());
    json.writeNumber(moment.ticks());
    json.writeNumber(run);
    if (moment.synchronised()) {
      json.writeNumber(1);
    }
    json.writeEndArray();
  }
}
