package dev.lockstep.rest.restat;

import dev.lockstep.rest.Origin;
import dev.lockstep.rest.client.CoordinatorClientSettings;
import dev.lockstep.rest.client.HttpCaller;
import dev.lockstep.rest.client.HttpCaller.Unheard;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a participant asks of a REST-AT coordinator, as Narayana 7 answers it. Thread-safe. */
final class RestAtCalls {
  private static final Pattern CREATED =
      Pattern.compile("<transaction-manager[^>]*>\\s*<created>([0-9T:.+Z-]{10,40})</created>");

  private final HttpCaller http;
  private final CoordinatorClientSettings settings;

  RestAtCalls(HttpClient client, CoordinatorClientSettings settings) {
    this.http = new HttpCaller(client, settings.answerBytesMax());
    this.settings = settings;
  }

  /** What came of asking: the status line, and the word where the body is one. */
  record Told(int status, Optional<TxStatus> word) {}

  /**
   * Since when the coordinator lives. Another answer means another life, and an empty one that it
   * is not itself: a server that has not deployed it yet, or something in its place.
   */
  Optional<String> created(Origin transaction) throws Unheard {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(RestAtAddress.manager(transaction)))
            .header("Accept", "application/txstatusext+xml")
            .GET();
    HttpResponse<byte[]> heard = http.exchange(request, settings.answerMax());
    Matcher found = CREATED.matcher(new String(heard.body(), StandardCharsets.UTF_8));
    return heard.statusCode() == 200 && found.find()
        ? Optional.of(found.group(1))
        : Optional.empty();
  }

  /** How the transaction stands. */
  Told status(Origin transaction) throws Unheard {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(transaction.uri()).header("Accept", TxStatus.MEDIA_TYPE).GET();
    HttpResponse<byte[]> heard = http.exchange(request, settings.answerMax());
    return new Told(heard.statusCode(), TxStatus.read(heard.body()));
  }

  /**
   * Has the participant enlisted. One Link header with both: of two, Narayana reads the first.
   *
   * @return the answer; 201 with the recovery address in Location
   */
  HttpResponse<byte[]> enlist(Origin transaction, String participant) throws Unheard {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(transaction.uri())
            .header("Link", links(participant))
            .POST(BodyPublishers.noBody());
    return http.exchange(request, settings.answerMax());
  }

  /**
   * Tells where the participant is now.
   *
   * @return the status: 200 taken, for as long as this coordinator lives; 404 no such transaction
   */
  int moved(Origin recovery, String participant) throws Unheard {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(recovery.uri())
            .header("Link", links(participant))
            .PUT(BodyPublishers.noBody());
    return http.exchange(request, settings.answerMax()).statusCode();
  }

  private static String links(String participant) {
    return "<%s>; rel=\"participant\", <%s%s>; rel=\"terminator\""
        .formatted(participant, participant, RestAtApi.TERMINATOR);
  }
}
