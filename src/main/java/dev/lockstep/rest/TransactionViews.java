package dev.lockstep.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.participant.PresentReading;
import dev.lockstep.transaction.Decided.Authority;
import dev.lockstep.transaction.Intervention;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.State.Committing.Standing;
import dev.lockstep.transaction.State.RollingBack.Disarmament;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** JSON shapes of answers about transactions. Empty members are left out. */
@RegisterForReflection(
    targets = {
      TransactionViews.Vote.class,
      TransactionViews.Waits.class,
      TransactionViews.Cause.class,
      TransactionViews.Sight.class,
      TransactionViews.End.class,
      TransactionViews.Against.class,
      TransactionViews.Underway.class,
      TransactionViews.Command.class,
      TransactionViews.Authorship.class,
      TransactionViews.Line.class,
      TransactionViews.Transaction.class,
      TransactionViews.Row.class,
      TransactionViews.Page.class,
      TransactionViews.Forgotten.class,
      TransactionViews.Kept.class,
      TransactionViews.Readings.class,
      TransactionViews.Present.class,
      TransactionViews.Expected.class
    })
public final class TransactionViews {
  private static final String WARNINGS =
      "what does not stand in the way of the vote, and will if the coordinator falls silent: its"
          + " address is on no list, so it will not be asked";

  private TransactionViews() {}

  /** The answer to prepare. */
  public enum Ballot {
    COMMIT,
    READ_ONLY,
    ROLLBACK
  }

  /** How far a command has come. */
  public enum Stand {
    WAITING,
    INTENDED,
    APPLIED,
    NOT_APPLIED,
    UNKNOWN
  }

  @Schema(
      name = "Vote",
      description = "The vote, with what it rests on or why it is ROLLBACK",
      requiredProperties = {"id", "vote"})
  public record Vote(
      @Schema(examples = "changeover-7") String id,
      Ballot vote,
      @Schema(description = "what the vote is worth: the weakest among the commands")
          Optional<Promise> promise,
      @Schema(description = "when the promise lapses, where it does") Optional<Instant> heldUntil,
      @Schema(description = "what the devices showed") List<Sight> readings,
      @Schema(description = "every reason found") List<Cause> reasons,
      @Schema(description = "how the transaction had ended, where it had before this prepare")
          Optional<Outcome> outcome,
      @Schema(description = WARNINGS) List<String> warnings) {}

  @Schema(name = "Reason", description = "Why something was refused, withheld or left unknown")
  public record Cause(
      @Schema(examples = "press-1") Optional<String> device,
      @Schema(examples = "set-force") Optional<String> command,
      @Schema(examples = "Force") Optional<String> resource,
      Code code,
      @Schema(examples = "250 is outside 0 to 200 kN") String detail) {}

  @Schema(name = "Reading", description = "What a device showed, never what was sent")
  public record Sight(
      String device,
      String resource,
      @JsonInclude(JsonInclude.Include.ALWAYS)
          @Schema(description = "in engineering units; a number, boolean, string, list or object")
          @Nullable Object value,
      @Schema(description = "the protocol's own word", examples = "Good") String status,
      @Schema(description = "the device's clock, where it gave one")
          Optional<Instant> sourceTime) {}

  @Schema(name = "WaitsFor", description = "What a person is waited for")
  public record Waits(
      Intervention.Kind kind,
      @Schema(description = "why it does not end by itself") String cause,
      @Schema(description = "what may be done about it now") String remedy) {}

  @Schema(name = "Ended", description = "How it ended", requiredProperties = "id")
  public record End(
      String id,
      @Schema(
              description =
                  "after execute; and READ_ONLY where nothing moved, whatever the outcome is"
                      + " called")
          Optional<Ballot> vote,
      @Schema(description = "not there where nothing moved and no decision was told")
          Optional<Outcome> outcome) {}

  @Schema(
      name = "Underway",
      description = "It goes on by itself; ask again at Location",
      requiredProperties = {"id", "state"})
  public record Underway(
      String id,
      State.Name state,
      @Schema(
              description =
                  "of a commit: AWAITING, RETRYING and MOVING go on by themselves, WITHHELD and "
                      + "STUCK wait for an operator")
          Optional<Standing> standing,
      @Schema(description = "of AWAITING: when the machines move") Optional<Instant> instant,
      @Schema(description = "of a rollback") Optional<Disarmament> disarmament,
      @Schema(description = "what a person is waited for, where one is") Optional<Waits> waitsFor,
      @Schema(description = "commands and how far they have come") List<Command> progress) {}

  @Schema(name = "Command", description = "One command of a transaction")
  public record Command(
      int number,
      int stage,
      String device,
      String command,
      @Schema(description = "resources and the values they are to have, in order")
          List<Map<String, @Nullable Object>> writes,
      @Schema(description = "the resources that are only read") List<String> reads,
      @Schema(description = "the method that is called") Optional<String> calls,
      Optional<Stand> progress,
      @Schema(description = "when that was known, or when the send began") Optional<Instant> at,
      @Schema(description = "what proves it") Optional<String> evidence,
      List<Sight> after,
      List<Cause> reasons) {}

  @Schema(name = "Decided", description = "Who decided, when and why")
  public record Authorship(
      Authority by,
      String who,
      String why,
      Instant at,
      @Schema(
              description =
                  "at which all machines of the transaction are to move; not there: at once")
          Optional<Instant> instant,
      @Schema(description = "the transaction's decision, where a person decided otherwise here")
          Optional<Against> against) {}

  @Schema(name = "Against", description = "What the transaction came to elsewhere")
  public record Against(Outcome outcome, Authority by, String who, Instant at) {}

  @Schema(name = "Transition", description = "A line of the history")
  public record Line(
      Instant at,
      String event,
      State.Name from,
      State.Name to,
      String who,
      @Schema(description = "on whose behalf: the authenticated principal; empty without a login")
          String principal,
      @Schema(description = "where that request came from; empty where none led to it")
          String address,
      String detail) {}

  @Schema(
      name = "Transaction",
      description = "All that is known of a transaction here",
      requiredProperties = {"id", "state"})
  public record Transaction(
      String id,
      State.Name state,
      @Schema(description = "the machines moved, or did not: only when ENDED")
          Optional<Outcome> outcome,
      @Schema(description = "voted COMMIT, and the coordinator has been silent for long")
          boolean inDoubt,
      @Schema(description = "what was last heard where the outcome was asked for, and was none")
          Optional<String> silence,
      @Schema(description = WARNINGS) List<String> warnings,
      boolean onePhase,
      boolean forgotten,
      Optional<Ballot> vote,
      Optional<Promise> promise,
      Optional<Instant> heldUntil,
      Optional<Instant> votedAt,
      List<Sight> readings,
      @Schema(
              description =
                  "why the vote is ROLLBACK, what no longer holds since the vote, or why a"
                      + " rollback is not over")
          List<Cause> reasons,
      Optional<Standing> standing,
      Optional<Disarmament> disarmament,
      @Schema(description = "what a person is waited for, where one is") Optional<Waits> waitsFor,
      Optional<Authorship> decided,
      Optional<String> coordinator,
      List<String> participants,
      List<Command> commands,
      List<Line> history) {}

  @Schema(
      name = "PresentReadings",
      description = "What the devices of a transaction show at this moment",
      requiredProperties = {"id", "state"})
  public record Readings(
      @Schema(examples = "changeover-7") String id,
      State.Name state,
      @JsonInclude(JsonInclude.Include.ALWAYS)
          @Schema(description = "one for each resource of its commands and their conditions")
          List<Present> readings) {}

  @Schema(
      name = "PresentReading",
      description = "A resource now, beside what is wanted of it and what it showed at the vote",
      requiredProperties = {"device", "resource"})
  public record Present(
      @Schema(examples = "press-1") String device,
      @Schema(examples = "Force") String resource,
      @Schema(description = "what a command writes to it") Optional<Object> wanted,
      @Schema(description = "what it showed before the vote") Optional<Sight> before,
      @Schema(description = "the conditions on it") List<Expected> expected,
      @Schema(description = "what it shows now; not there where it cannot be read")
          Optional<Sight> now,
      @Schema(description = "why it cannot be read now") Optional<Cause> unreadable) {}

  @Schema(name = "Expected", description = "A condition of a transaction, and whether it holds")
  public record Expected(
      PresentReading.Use use,
      @Schema(examples = "GuardClosed equals true") String condition,
      @Schema(description = "not there where nothing could be read") Optional<Boolean> holds) {}

  @Schema(name = "TransactionRow", description = "A transaction in a list")
  public record Row(
      String id,
      State.Name state,
      Optional<Outcome> outcome,
      Optional<Ballot> vote,
      Optional<Standing> standing,
      @Schema(description = "what a person is waited for, where one is")
          Optional<Intervention.Kind> waitsFor,
      List<String> devices) {}

  @Schema(name = "TransactionPage", description = "Transactions, the newest first")
  public record Page(
      @JsonInclude(JsonInclude.Include.ALWAYS) List<Row> items,
      @Schema(description = "rows of the journal that fail their check; an operator must look")
          List<String> damaged,
      @Schema(description = "the same call for what follows; not there on the last page")
          Optional<String> next) {}

  @Schema(
      name = "Forgotten",
      description = "What was forgotten, and what was not",
      requiredProperties = {"forgotten", "kept"})
  @JsonInclude
  public record Forgotten(
      @Schema(description = "also those that were never known here") List<String> forgotten,
      List<Kept> kept) {}

  @Schema(
      name = "Kept",
      description = "A transaction that was not forgotten",
      requiredProperties = {"id", "type", "detail"})
  public record Kept(
      @Schema(examples = "changeover-8") String id,
      @Schema(description = "of the problem", examples = "/problems/not-ended") String type,
      @Schema(examples = "changeover-8 is COMMITTING; only what has ended can be forgotten")
          String detail) {}
}
