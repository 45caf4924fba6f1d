package dev.lockstep.rest.client;

import dev.lockstep.device.TimeSource;
import dev.lockstep.participant.CoordinatorClient;
import dev.lockstep.rest.Origin;
import dev.lockstep.rest.Problem;
import dev.lockstep.rest.client.HttpCaller.Heard;
import dev.lockstep.rest.client.HttpCaller.Unheard;
import dev.lockstep.transaction.TransactionId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.Set;

/**
 * Asks a coordinator of our own kind: {@code GET ADDRESS/decision}. Thread-safe.
 *
 * <p>"Not known" is never ABORT here: our coordinator writes down that it begins before any prepare
 * leaves, so one that does not know has lost its memory, and perhaps a decision to commit.
 */
public final class HttpCoordinatorClient implements CoordinatorClient {
  private final HttpCaller http;
  private final CoordinatorClientSettings settings;
  private final AllowedPeers coordinators;

  /** The whole coordinator cannot answer now, not only about one transaction. */
  private static final Set<Integer> BEYOND_REACH = Set.of(429, 502, 503, 504);

  /**
   * @param client with what the coordinators ask of their callers: TLS, credentials. Follows no
   *     redirects
   * @param clock its ticks measure how long nobody asks a coordinator that could not be reached
   */
  public HttpCoordinatorClient(
      HttpClient client, CoordinatorClientSettings settings, TimeSource clock) {
    this.http = new HttpCaller(client, settings.answerBytesMax());
    this.settings = settings;
    this.coordinators = new AllowedPeers("lockstep.coordinators.allowed", settings, clock);
  }

  @Override
  public Word ask(String address, TransactionId id) {
    return coordinators.ask(address, coordinator -> said(coordinator, id));
  }

  private PeerThrottle.Said<Word> said(Origin coordinator, TransactionId id) {
    URI address = URI.create(coordinator.uri() + "/decision");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .header("Accept", "application/json, " + Problem.MEDIA_TYPE)
            .GET();
    try {
      Heard heard = http.call(request, settings.answerMax());
      boolean reached = !BEYOND_REACH.contains(heard.status());
      return new PeerThrottle.Said<>(word(address, id, heard), reached);
    } catch (Unheard unheard) {
      String detail = "%s: %s".formatted(coordinator.authority(), unheard.detail());
      return new PeerThrottle.Said<>(new Word.Silence(detail), false);
    }
  }

  private static Word word(URI address, TransactionId id, Heard heard) {
    if (heard.status() == 404) {
      return new Word.Silence(
          "%s does not know it and is suspected of having lost a decision; it %s"
              .formatted(address, heard.said()));
    }
    if (heard.status() != 200) {
      return new Word.Silence("%s %s".formatted(address, heard.said()));
    }
    if (!heard.text("id").map(id.value()::equals).orElse(false)) {
      return new Word.Silence(address + " answered about something else");
    }
    String evidence = "%s said ".formatted(address);
    return switch (heard.text("decision").orElse("")) {
      case "COMMIT" -> new Word.Commit(evidence + "COMMIT");
      case "ABORT" -> new Word.Rollback(evidence + "ABORT");
      case "UNDECIDED" -> new Word.Undecided(address + " has not decided yet");
      default -> new Word.Silence(address + " gave no decision that is one");
    };
  }
}
