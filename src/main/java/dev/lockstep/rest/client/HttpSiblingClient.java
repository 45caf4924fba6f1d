package dev.lockstep.rest.client;

import dev.lockstep.device.TimeSource;
import dev.lockstep.participant.CoordinatorClient.Word;
import dev.lockstep.participant.SiblingClient;
import dev.lockstep.rest.ApiPaths;
import dev.lockstep.rest.HttpJson;
import dev.lockstep.rest.Problem;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.client.HttpCaller.HttpAnswer;
import dev.lockstep.rest.client.HttpCaller.NoAnswerException;
import dev.lockstep.transaction.Decided.Authority;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * HTTP client of a sibling, another gateway of the same transaction (decision 8): {@code GET
 * ADDRESS/api/v1/transactions/ID}, and where it has not voted {@code POST …/renounce}. Thread-safe.
 *
 * <p>What a sibling did by the coordinator's decision is evidence of that decision. An operator's
 * outcome is no evidence, and neither is "not known": the prepare may still be on its way to the
 * sibling.
 */
public final class HttpSiblingClient implements SiblingClient {
  private final HttpCaller http;
  private final SiblingClientSettings settings;
  private final String gateway;
  private final AllowedPeers siblings;

  /**
   * @param client with what the gateways ask of their callers: TLS, credentials. Follows no
   *     redirects
   * @param gateway this gateway's name, for people at the sibling
   * @param clock its ticks measure how long an unreachable gateway is not asked again
   */
  public HttpSiblingClient(
      HttpClient client, SiblingClientSettings settings, String gateway, TimeSource clock) {
    this.http = new HttpCaller(client, settings.answerBytesMax().toInt());
    this.settings = settings;
    this.gateway = gateway;
    this.siblings = new AllowedPeers("lockstep.siblings.allowed", settings, clock);
  }

  @Override
  public Word ask(String address, TransactionId id, Duration votedFor) {
    return siblings.ask(
        address,
        sibling -> {
          try {
            return new PeerThrottle.Result<>(ask(sibling.uri(), id, votedFor), true);
          } catch (NoAnswerException noAnswer) {
            String detail = "%s: %s".formatted(sibling.authority(), noAnswer.detail());
            return new PeerThrottle.Result<>(new Word.Silence(detail), false);
          }
        });
  }

  private Word ask(URI sibling, TransactionId id, Duration votedFor) throws NoAnswerException {
    HttpAnswer answer = http.call(request(sibling, id, "").GET(), settings.answerMax());
    if (!mayStillVote(id, answer)) {
      return word(sibling, id, answer);
    }
    if (votedFor.compareTo(settings.renounceAfter()) < 0) {
      return new Word.Silence(
          "%s has not voted; it is asked to give up its vote %s after ours"
              .formatted(sibling, settings.renounceAfter()));
    }
    return word(sibling, id, renounce(sibling, id, votedFor));
  }

  private static boolean mayStillVote(TransactionId id, HttpAnswer answer) {
    return switch (answer.status()) {
      case 404 -> answer.is(ProblemType.UNKNOWN_TRANSACTION);
      case 200 ->
          about(id, answer)
              && (state(answer).equals(Optional.of(State.Name.PREPARING)) || endedAlone(answer));
      default -> false;
    };
  }

  /**
   * Whether the sibling ended without a decision. Its vote ROLLBACK may not be durable yet:
   *
   * <ol>
   *   <li>The sibling votes ROLLBACK; the row waits to be written.
   *   <li>Power fails, and the row is gone.
   *   <li>A delayed prepare arrives, and the sibling votes COMMIT.
   * </ol>
   *
   * Asked to renounce, the sibling writes it down before it answers.
   */
  private static boolean endedAlone(HttpAnswer answer) {
    return state(answer).equals(Optional.of(State.Name.ENDED))
        && answer.text("outcome").equals(Optional.of(Outcome.ROLLED_BACK.name()))
        && by(answer).equals(Authority.GATEWAY.name());
  }

  private static String by(HttpAnswer answer) {
    return answer.body().path("decided").path("by").asText("");
  }

  private HttpAnswer renounce(URI sibling, TransactionId id, Duration votedFor)
      throws NoAnswerException {
    Map<String, String> body = Map.of("gateway", gateway, "votedFor", votedFor.toString());
    HttpRequest.Builder request =
        request(sibling, id, "/renounce")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(HttpJson.bytes(body)));
    return http.call(request, settings.answerMax());
  }

  private static HttpRequest.Builder request(URI sibling, TransactionId id, String verb) {
    return HttpRequest.newBuilder(URI.create(sibling + ApiPaths.TRANSACTIONS + id + verb))
        .header("Accept", "application/json, " + Problem.MEDIA_TYPE);
  }

  private static Word word(URI sibling, TransactionId id, HttpAnswer answer) {
    if (answer.status() != 200) {
      return new Word.Silence("%s %s".formatted(sibling, answer.summary()));
    }
    if (!about(id, answer)) {
      return new Word.Silence(sibling + " answered about something else");
    }
    Optional<State.Name> state = state(answer);
    String outcome = answer.text("outcome").orElse("");
    boolean byPerson = by(answer).equals(Authority.OPERATOR.name());
    String evidence = "%s is %s %s".formatted(sibling, state.map(Enum::name).orElse("?"), outcome);
    if (state.isEmpty()) {
      return new Word.Silence(sibling + " gave no state that is one");
    }
    return switch (state.get()) {
      case ENDED -> ended(evidence.strip(), outcome, answer);
      case COMMITTING ->
          byPerson
              ? new Word.Silence(evidence + "by a person")
              : committed(evidence.strip(), answer);
      case ROLLING_BACK ->
          byPerson
              ? new Word.Silence(evidence + "by a person")
              : new Word.Rollback(evidence.strip());
      case PREPARED -> new Word.Silence(sibling + " has voted, and does not know either");
      case PREPARING, ABSENT -> new Word.Silence(sibling + " may still vote");
    };
  }

  /** An instant that cannot be read is no reason to move at once. */
  private static Word committed(String evidence, HttpAnswer answer) {
    String instant = answer.body().path("decided").path("instant").asText("");
    try {
      return new Word.Commit(
          evidence, Optional.of(instant).filter(each -> !each.isEmpty()).map(Instant::parse));
    } catch (DateTimeException garbled) {
      return new Word.Silence(evidence + " at no instant that is one: " + garbled.getMessage());
    }
  }

  private static Word ended(String evidence, String outcome, HttpAnswer answer) {
    if (outcome.equals(Outcome.COMMITTED.name())) {
      return committed(evidence, answer);
    }
    return outcome.equals(Outcome.ROLLED_BACK.name())
        ? new Word.Rollback(evidence)
        : new Word.Silence(evidence + ", which decides for that gateway alone");
  }

  private static boolean about(TransactionId id, HttpAnswer answer) {
    return answer.text("id").map(id.value()::equals).orElse(false);
  }

  private static Optional<State.Name> state(HttpAnswer answer) {
    String found = answer.text("state").orElse("");
    return List.of(State.Name.values()).stream()
        .filter(each -> each.name().equals(found))
        .findFirst();
  }
}
