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

/**
 * Calls of a REST-AT participant to its coordinator. Addresses are followed as its links give them;
 * only its start time is an extension of Narayana. Thread-safe.
 */
final class RestAtCalls {
  private static final Pattern CREATED =
      Pattern.compile("<transaction-manager[^>]*>\\s*<created>([0-9T:.+Z-]{10,40})</created>");

  /** Media type in which Narayana tells its start time. */
  static final String EXTENSION = "application/txstatusext+xml";

  static final String DURABLE_PARTICIPANT = "durable-participant";

  private final HttpCaller http;
  private final CoordinatorClientSettings settings;

  RestAtCalls(HttpClient client, CoordinatorClientSettings settings) {
    this.http = new HttpCaller(client, settings.answerBytesMax().toInt());
    this.settings = settings;
  }

  /** Answer: the HTTP status, and the transaction's status where the body is one. */
  record StatusAnswer(int status, Optional<TxStatus> word) {}

  /**
   * Answer to the question where participants enlist.
   *
   * @param enlistment empty where the answer holds no such link
   */
  record Links(int status, Optional<String> enlistment) {}

  /** Where participants enlist: what the transaction links to as {@code durable-participant}. */
  Links links(Origin transaction) throws NoAnswerException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(transaction.uri()).method("HEAD", BodyPublishers.noBody());
    HttpResponse<byte[]> heard = http.exchange(request, settings.answerMax());
    Optional<String> link = LinkHeader.to(DURABLE_PARTICIPANT, heard.headers().allValues("Link"));
    return new Links(heard.statusCode(), link.map(each -> resolved(transaction, each)));
  }

  private static String resolved(Origin transaction, String link) {
    try {
      return transaction.uri().resolve(link).toString();
    } catch (IllegalArgumentException noAddress) {
      return link;
    }
  }

  /**
   * Start time of the coordinator, an extension of Narayana. Another time means that it was
   * restarted. Empty where none is told: another coordinator, or a server that has not deployed its
   * own yet.
   */
  Optional<String> created(Origin transaction) throws NoAnswerException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(RestAtAddress.manager(transaction)))
            .header("Accept", EXTENSION)
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
  HttpResponse<byte[]> enlist(Origin enlistment, String participant) throws NoAnswerException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(enlistment.uri())
            .header("Link", ownLinks(participant))
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
            .header("Link", ownLinks(participant))
            .PUT(BodyPublishers.noBody());
    return http.exchange(request, settings.answerMax()).statusCode();
  }

  private static String ownLinks(String participant) {
    return "<%s>; rel=\"participant\", <%s%s>; rel=\"terminator\""
        .formatted(participant, participant, RestAtApi.TERMINATOR);
  }
}
