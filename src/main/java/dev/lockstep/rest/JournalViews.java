package dev.lockstep.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.journal.Acknowledgement;
import dev.lockstep.journal.Damage;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** JSON shapes of answers about the journal. */
@RegisterForReflection(
    targets = {
      JournalViews.Standing.class,
      JournalViews.Broken.class,
      JournalViews.Acknowledged.class
    })
public final class JournalViews {
  private static final String UNKNOWN_NOW =
      "the transaction of this row is unknown here from now on: commit and resolve of it are 404,"
          + " rollback says ROLLED_BACK, and what it held is free; the row's bytes are kept in the"
          + " journal's table damaged";

  private static final String UNDECIDED_NOW =
      "its coordination is unknown here from now on: gateways that ask for it are told so, and"
          + " take that for an abort; its bytes are kept in the log's table damaged";
  private static final String TAKEN_NOTE =
      "what is missing stays missing: transactions written since are unknown here, and what they"
          + " held is free";
  private static final String TAKEN_OVER =
      "the journal belongs to this gateway on this host from now on; commits of what was voted"
          + " elsewhere wait for a release here";

  private JournalViews() {}

  @Schema(name = "Journal", description = "Whether votes may rest on the journal now")
  public record Standing(
      @JsonInclude(JsonInclude.Include.ALWAYS)
          @Schema(description = "why every vote is ROLLBACK now, damaged rows among them")
          List<String> troubles,
      @JsonInclude(JsonInclude.Include.ALWAYS)
          @Schema(description = "rows that failed their check and wait for an operator")
          List<Broken> damages) {
    static Standing of(List<String> troubles, List<Damage> damages) {
      return new Standing(troubles, damages.stream().map(Broken::of).toList());
    }
  }

  @Schema(name = "Damage", description = "A row that failed its check")
  public record Broken(
      @Schema(description = "by this it is acknowledged", examples = "17") long position,
      @Schema(description = "as the row says; may itself be what is damaged") Optional<String> id,
      @Schema(examples = "it fails its checksum") String fault) {
    static Broken of(Damage damage) {
      return new Broken(damage.position(), named(damage), damage.fault());
    }
  }

  @Schema(name = "Acknowledged", description = "A damaged row that was put aside, and by whom")
  public record Acknowledged(
      long position,
      @Schema(description = "as the row said") Optional<String> id,
      String fault,
      @Schema(description = "who said so first") String operator,
      String reason,
      Instant at,
      @Schema(description = "what follows from it") String detail) {
    static Acknowledged of(Acknowledgement word) {
      return of(word, UNKNOWN_NOW);
    }

    static Acknowledged ofDecision(Acknowledgement word) {
      return of(word, UNDECIDED_NOW);
    }

    private static Acknowledged of(Acknowledgement word, String row) {
      Damage damage = word.damage();
      return new Acknowledged(
          damage.position(),
          named(damage),
          damage.fault(),
          word.who(),
          word.reason(),
          word.at(),
          followsFrom(damage.position(), row));
    }
  }

  private static String followsFrom(long position, String row) {
    if (position == Damage.FOREIGN) {
      return TAKEN_OVER;
    }
    return position == Damage.MISSING ? TAKEN_NOTE : row;
  }

  private static Optional<String> named(Damage damage) {
    return Optional.of(damage.id()).filter(Predicate.not(String::isBlank));
  }
}
