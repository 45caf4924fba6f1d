package dev.lockstep.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** JSON shapes of answers about the outbox. */
@RegisterForReflection(
    targets = {
      OutboxViews.Standing.class,
      OutboxViews.Channel.class,
      OutboxViews.Source.class,
      OutboxViews.Failure.class
    })
public final class OutboxViews {
  private OutboxViews() {}

  @Schema(name = "Outbox", description = "What the gateway tells over the plant's bus")
  public record Standing(
      @Schema(description = "false: no channel is on, and nothing is told") boolean enabled,
      @JsonInclude(JsonInclude.Include.ALWAYS) List<Channel> channels) {}

  @Schema(name = "OutboxChannel", description = "One channel, to one broker")
  public record Channel(
      @Schema(examples = {"mqtt", "kafka"}) String channel,
      @Schema(
              description = "broker and topic",
              examples = "mqtt://127.0.0.1:1883 topic lockstep/events")
          String target,
      @Schema(description = "entries that wait, of all sources", examples = "0") long waiting,
      @Schema(description = "events that the broker acknowledged since the gateway's start")
          long told,
      @Schema(description = "attempts that failed since the gateway's start") long failures,
      @Schema(description = "entries that were not told, ever") long dropped,
      @Schema(description = "why nothing is told now, and what to do") Optional<String> trouble,
      @Schema(description = "what failed last, also where that is over")
          Optional<Failure> lastError,
      @JsonInclude(JsonInclude.Include.ALWAYS) List<Source> sources) {}

  @Schema(name = "OutboxFailure", description = "What failed, and when")
  public record Failure(String message, Instant at) {}

  @Schema(name = "OutboxSource", description = "Where events come from, and how far they are told")
  public record Source(
      @Schema(examples = {"history", "acts", "coordinations", "notices"}) String source,
      @Schema(description = "the last entry that needs not be told any more", examples = "4711")
          long cursor,
      @Schema(description = "the last entry there is", examples = "4711") long last,
      @Schema(examples = "0") long waiting,
      @Schema(examples = "0") long dropped,
      @Schema(description = "how long the oldest entry waits; ISO 8601", examples = "PT0S")
          Duration oldest) {}
}
