package dev.lockstep.rest.restat;

import dev.lockstep.rest.Origin;
import dev.lockstep.rest.client.CoordinatorClientSettings;
import dev.lockstep.rest.client.HttpCaller;
import dev.lockstep.rest.client.HttpCaller.NoAnswerException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Calls of a REST-AT participant to its coordinator, as Narayana 7 answers them. Thread-safe. */
final class RestAtCalls {
  private static final Pattern CREATED =
      Pattern.compile("<transaction-manager[^>]*>\\s*<created>([0-9T:.+Z-]{10,40})</created>");

  private final HttpCaller http;
  private final CoordinatorClientSettings settings;

  RestAtCalls(HttpClient client, CoordinatorClientSettings settings) {
    this.http = new HttpCaller(client, settings.answerBytesMax().toInt());
    this.settings = settings;
  }

  /** Answer: the HTTP status, and the transaction's status where the body is one. */
  record StatusAnswer(int status, Optional<TxStatus> word) {}

  /**
   * Start time of the coordinator. Another time means that it was restarted. Empty where no
   * coordinator answers there: a server that has not deployed it yet, or another one in its place.
   */
  Optional<String> created(Origin transaction) throws NoAnswerException {
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

  /** Status of the transaction. */
  StatusAnswer status(Origin transaction) throws NoAnswerException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(transaction.uri()).header("Accept", TxStatus.MEDIA_TYPE).GET();
    HttpResponse<byte[]> heard = http.exchange(request, settings.answerMax());
    return new StatusAnswer(heard.statusCode(), TxStatus.read(heard.body()));
  }

  /**
   * Enlists the participant. One Link header holds both links: of two headers Narayana reads the
   * first.
   *
   * @return the answer; 201 with the recovery address in Location
   */
  HttpResponse<byte[]> enlist(Origin transaction, String participant) throws NoAnswerException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(transaction.uri())
            .header("Link", links(participant))
            .POST(BodyPublishers.noBody());
    return http.exchange(request, settings.answerMax());
  }

  /**
   * Tells the participant's new address.
   *
   * @return the status: 200 taken, for as long as this coordinator lives; 404 no such transaction
   */
  int moved(Origin recovery, String participant) throws NoAnswerException {
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
