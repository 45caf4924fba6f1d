package dev.lockstep.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.journal.AuditEntry;
import dev.lockstep.journal.AuditRecord;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** JSON shapes of answers about the audit log. */
@RegisterForReflection(
    targets = {AuditViews.Page.class, AuditViews.Row.class, AuditViews.Head.class})
public final class AuditViews {
  private AuditViews() {}

  @Schema(name = "AuditPage", description = "Records, the newest first")
  public record Page(
      @JsonInclude(JsonInclude.Include.ALWAYS) List<Row> records,
      @Schema(description = "the call for what is older; not there on the last page")
          Optional<String> next) {}

  @Schema(name = "AuditRecord", description = "Who did what to what, from where")
  public record Row(
      @Schema(description = "its place in the chain", examples = "42") long number,
      Optional<Instant> at,
      @Schema(examples = "resolve COMMITTED") String act,
      @Schema(description = "who was authenticated") Optional<String> principal,
      @Schema(description = "where the request came from", examples = "10.0.0.7:52144")
          Optional<String> address,
      @Schema(description = "a transaction, a damaged row", examples = "changeover-7")
          Optional<String> subject,
      Map<String, String> details,
      @Schema(description = "of this row and all before it") String sha256) {

    /** The record as it is shown; one that cannot be read is shown as such. */
    public static Row of(AuditEntry entry) {
      try {
        AuditEntry.Timed timed = entry.read();
        AuditRecord record = timed.record();
        return new Row(
            entry.number(),
            Optional.of(timed.at()),
            record.act(),
            given(record.requester().principal()),
            given(record.requester().address()),
            given(record.subject()),
            record.details(),
            entry.hash());
      } catch (IllegalArgumentException unreadable) {
        return damaged(entry);
      }
    }

    private static Row damaged(AuditEntry entry) {
      return new Row(
          entry.number(),
          Optional.empty(),
          "unreadable",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          entry.hash());
    }

    private static Optional<String> given(String text) {
      return Optional.of(text).filter(Predicate.not(String::isEmpty));
    }
  }

  @Schema(
      name = "AuditHead",
      description =
          "Where the chain has come to: kept elsewhere, it shows later what was rewritten")
  public record Head(@Schema(examples = "42") long number, String sha256) {}
}
