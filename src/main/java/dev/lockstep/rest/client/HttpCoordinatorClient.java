package dev.lockstep.rest.client;

import dev.lockstep.device.TimeSource;
import dev.lockstep.participant.CoordinatorClient;
import dev.lockstep.rest.Origin;
import dev.lockstep.rest.Problem;
import dev.lockstep.rest.client.HttpCaller.HttpAnswer;
import dev.lockstep.rest.client.HttpCaller.NoAnswerException;
import dev.lockstep.transaction.TransactionId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * HTTP client of a coordinator of our own kind: {@code GET ADDRESS/decision}. Thread-safe.
 *
 * <p>"Not known" is never ABORT here. Our coordinator makes its beginning durable before any
 * prepare leaves (decision 6), so one that does not know a transaction has lost its log, and
 * perhaps a decision to commit.
 */
public final class HttpCoordinatorClient implements CoordinatorClient {
  private final HttpCaller http;
  private final CoordinatorClientSettings settings;
  private final AllowedPeers coordinators;

  /** Statuses that say that the coordinator as a whole cannot answer now. */
  private static final Set<Integer> BEYOND_REACH = Set.of(429, 502, 503, 504);

  /**
   * @param client with what the coordinators ask of their callers: TLS, credentials. Follows no
   *     redirects
   * @param clock its ticks measure how long an unreachable coordinator is not asked again
   */
  public HttpCoordinatorClient(
      HttpClient client, CoordinatorClientSettings settings, TimeSource clock) {
    this.http = new HttpCaller(client, settings.answerBytesMax().toInt());
    this.settings = settings;
    this.coordinators = new AllowedPeers("lockstep.coordinators.allowed", settings, clock);
  }

  @Override
  public Word ask(String address, TransactionId id) {
    return coordinators.ask(address, coordinator -> said(coordinator, id));
  }

  @Override
  public Optional<String> objection(String address) {
    return coordinators.objection(address);
  }

  private PeerThrottle.Result<Word> said(Origin coordinator, TransactionId id) {
    URI address = URI.create(coordinator.uri() + "/decision");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .header("Accept", "application/json, " + Problem.MEDIA_TYPE)
            .GET();
    try {
      HttpAnswer answer = http.call(request, settings.answerMax());
      boolean reached = !BEYOND_REACH.contains(answer.status());
      return new PeerThrottle.Result<>(word(address, id, answer), reached);
    } catch (NoAnswerException noAnswer) {
      String detail = "%s: %s".formatted(coordinator.authority(), noAnswer.detail());
      return new PeerThrottle.Result<>(new Word.Silence(detail), false);
    }
  }

  private static Word word(URI address, TransactionId id, HttpAnswer answer) {
    if (answer.status() == 404) {
      return new Word.Silence(
          "%s does not know it and is suspected of having lost a decision; it %s"
              .formatted(address, answer.summary()));
    }
    if (answer.status() != 200) {
      return new Word.Silence("%s %s".formatted(address, answer.summary()));
    }
    if (!answer.text("id").map(id.value()::equals).orElse(false)) {
      return new Word.Silence(address + " answered about something else");
    }
    String evidence = "%s said ".formatted(address);
    return switch (answer.text("decision").orElse("")) {
      case "COMMIT" -> commit(evidence + "COMMIT", answer);
      case "ABORT" -> new Word.Rollback(evidence + "ABORT");
      case "UNDECIDED" -> new Word.Undecided(address + " has not decided yet");
      default -> new Word.Silence(address + " gave no decision that is one");
    };
  }

  /** An instant that cannot be read is no reason to move at once. */
  private static Word commit(String evidence, HttpAnswer answer) {
    try {
      return new Word.Commit(evidence, answer.text("instant").map(Instant::parse));
    } catch (DateTimeException garbled) {
      return new Word.Silence(evidence + " at no instant that is one: " + garbled.getMessage());
    }
  }
}
