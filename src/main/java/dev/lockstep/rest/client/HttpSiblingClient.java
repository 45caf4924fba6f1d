package dev.lockstep.rest.client;

import dev.lockstep.device.TimeSource;
import dev.lockstep.participant.CoordinatorClient.Word;
import dev.lockstep.participant.SiblingClient;
import dev.lockstep.rest.ApiPaths;
import dev.lockstep.rest.HttpJson;
import dev.lockstep.rest.Problem;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.client.HttpCaller.Heard;
import dev.lockstep.rest.client.HttpCaller.Unheard;
import dev.lockstep.transaction.Decided.Authority;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks another gateway of the same transaction: {@code GET ADDRESS/api/v1/transactions/ID}, and
 * where it has not voted {@code POST …/renounce}. Thread-safe.
 *
 * <p>What it did on the word of the coordinator is evidence of that word. What a person decided
 * there is none, and neither is "not known": the prepare may still be on its way to it.
 */
public final class HttpSiblingClient implements SiblingClient {
  private final HttpCaller http;
  private final CoordinatorClientSettings settings;
  private final Caller caller;
  private final AllowedPeers siblings;

  /**
   * Who asks.
   *
   * @param gateway this gateway's name, for people over there
   * @param renounceAfter how long the vote must have stood before a sibling is asked to give up its
   *     own: a slow prepare elsewhere must not fail because this gateway is impatient
   */
  public record Caller(String gateway, Duration renounceAfter) {}

  /**
   * @param client with what the gateways ask of their callers: TLS, credentials. Follows no
   *     redirects
   * @param clock its ticks measure how long nobody asks a gateway that could not be reached
   */
  public HttpSiblingClient(
      HttpClient client, CoordinatorClientSettings settings, Caller caller, TimeSource clock) {
    this.http = new HttpCaller(client, settings.answerBytesMax());
    this.settings = settings;
    this.caller = caller;
    this.siblings = new AllowedPeers("lockstep.siblings.allowed", settings, clock);
  }

  @Override
  public Word ask(String address, TransactionId id, Duration votedFor) {
    return siblings.ask(
        address,
        sibling -> {
          try {
            return new PeerThrottle.Said<>(ask(sibling.uri(), id, votedFor), true);
          } catch (Unheard unheard) {
            String detail = "%s: %s".formatted(sibling.authority(), unheard.detail());
            return new PeerThrottle.Said<>(new Word.Silence(detail), false);
          }
        });
  }

  private Word ask(URI sibling, TransactionId id, Duration votedFor) throws Unheard {
    Heard heard = http.call(request(sibling, id, "").GET(), settings.answerMax());
    if (!mayStillVote(id, heard)) {
      return word(sibling, id, heard);
    }
    if (votedFor.compareTo(caller.renounceAfter()) < 0) {
      return new Word.Silence(
          "%s has not voted; it is asked to give up its vote %s after ours"
              .formatted(sibling, caller.renounceAfter()));
    }
    return word(sibling, id, renounce(sibling, id, votedFor));
  }

  private static boolean mayStillVote(TransactionId id, Heard heard) {
    return switch (heard.status()) {
      case 404 -> heard.is(ProblemType.UNKNOWN_TRANSACTION);
      case 200 ->
          about(id, heard)
              && (state(heard).equals(Optional.of(State.Name.PREPARING)) || endedAlone(heard));
      default -> false;
    };
  }

  /**
   * A vote ROLLBACK may not be on the disk over there yet: a power cut and a prepare that comes
   * late would make another of it. Asked to renounce, the sibling writes it down before it answers.
   */
  private static boolean endedAlone(Heard heard) {
    return state(heard).equals(Optional.of(State.Name.ENDED))
        && heard.text("outcome").equals(Optional.of(Outcome.ROLLED_BACK.name()))
        && by(heard).equals(Authority.GATEWAY.name());
  }

  private static String by(Heard heard) {
    return heard.body().path("decided").path("by").asText("");
  }

  private Heard renounce(URI sibling, TransactionId id, Duration votedFor) throws Unheard {
    Map<String, String> body = Map.of("gateway", caller.gateway(), "votedFor", votedFor.toString());
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

  private static Word word(URI sibling, TransactionId id, Heard heard) {
    if (heard.status() != 200) {
      return new Word.Silence("%s %s".formatted(sibling, heard.said()));
    }
    if (!about(id, heard)) {
      return new Word.Silence(sibling + " answered about something else");
    }
    Optional<State.Name> state = state(heard);
    String outcome = heard.text("outcome").orElse("");
    boolean byPerson = by(heard).equals(Authority.OPERATOR.name());
    String evidence = "%s is %s %s".formatted(sibling, state.map(Enum::name).orElse("?"), outcome);
    if (state.isEmpty()) {
      return new Word.Silence(sibling + " gave no state that is one");
    }
    return switch (state.get()) {
      case ENDED -> ended(evidence.strip(), outcome);
      case COMMITTING ->
          byPerson ? new Word.Silence(evidence + "by a person") : new Word.Commit(evidence.strip());
      case ROLLING_BACK ->
          byPerson
              ? new Word.Silence(evidence + "by a person")
              : new Word.Rollback(evidence.strip());
      case PREPARED -> new Word.Silence(sibling + " has voted, and does not know either");
      case PREPARING, ABSENT -> new Word.Silence(sibling + " may still vote");
    };
  }

  private static Word ended(String evidence, String outcome) {
    if (outcome.equals(Outcome.COMMITTED.name())) {
      return new Word.Commit(evidence);
    }
    return outcome.equals(Outcome.ROLLED_BACK.name())
        ? new Word.Rollback(evidence)
        : new Word.Silence(evidence + ", which is nobody's decision but its own");
  }

  private static boolean about(TransactionId id, Heard heard) {
    return heard.text("id").map(id.value()::equals).orElse(false);
  }

  private static Optional<State.Name> state(Heard heard) {
    String found = heard.text("state").orElse("");
    return List.of(State.Name.values()).stream()
        .filter(each -> each.name().equals(found))
        .findFirst();
  }
}
