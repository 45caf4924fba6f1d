package dev.lockstep.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** JSON shapes of answers about a reload. */
@RegisterForReflection(
    targets = {
      ReloadViews.Result.class,
      ReloadViews.Finding.class,
      ReloadViews.Changes.class,
      ReloadViews.Holder.class
    })
public final class ReloadViews {
  private ReloadViews() {}

  @Schema(name = "Reload", description = "What a reload of profiles and device lists came to")
  public record Result(
      @Schema(description = "true: the files are in force; a refusal is a problem, with false")
          boolean applied,
      @JsonInclude(JsonInclude.Include.ALWAYS)
          @Schema(description = "the first hundred warnings about the files, as lockstep check has")
          List<Finding> report,
      Changes changed,
      @Schema(description = "since when these files are in force") Instant loadedAt,
      @Schema(
              description = "SHA-256 of all files with their names, in hexadecimal",
              examples = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
          String sha256,
      @Schema(
              description =
                  "another reload was under way: this one waited for its end, and then read the files again")
          Optional<String> after) {}

  @Schema(name = "Finding", description = "What is wrong at one place of a file")
  public record Finding(
      @Schema(examples = "device-profiles/press.yaml") String file,
      @Schema(description = "from 1", examples = "17") Optional<Integer> line,
      @Schema(description = "from 1", examples = "5") Optional<Integer> column,
      @Schema(description = "fault or warning: a fault keeps everything as it was") String severity,
      @Schema(description = "the place in the file, what stands there, what would be right")
          String message) {}

  @Schema(name = "Changes", description = "Devices by name; at most a thousand in each list")
  public record Changes(
      @JsonInclude(JsonInclude.Include.ALWAYS) List<String> added,
      @JsonInclude(JsonInclude.Include.ALWAYS) List<String> removed,
      @JsonInclude(JsonInclude.Include.ALWAYS)
          @Schema(description = "with another address, profile, description or admin state")
          List<String> changed,
      @JsonInclude(JsonInclude.Include.ALWAYS)
          @Schema(
              description =
                  "of those changed, with another address or other resources: their connections are made anew")
          List<String> reconnected,
      int untouched) {}

  @Schema(name = "Holder", description = "A live transaction and the device that it holds")
  public record Holder(String device, String transaction) {}
}
