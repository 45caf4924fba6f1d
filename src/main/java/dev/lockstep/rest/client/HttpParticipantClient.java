package dev.lockstep.rest.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.CoordinatorSettings;
import dev.lockstep.coordinator.Objection;
import dev.lockstep.coordinator.ParticipantClient;
import dev.lockstep.coordinator.Receipt;
import dev.lockstep.coordinator.Vote;
import dev.lockstep.rest.ApiPaths;
import dev.lockstep.rest.HttpJson;
import dev.lockstep.rest.Problem;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.Truncation;
import dev.lockstep.rest.client.HttpCaller.HttpAnswer;
import dev.lockstep.rest.client.HttpCaller.NoAnswerException;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** HTTP client of the coordinator role: sends prepare, commit, rollback and forget to gateways. */
public final class HttpParticipantClient implements ParticipantClient {
  static final String COORDINATIONS = "/api/v1/coordinations/";
  private static final int REASONS_MAX = 8;

  private final HttpCaller http;
  private final CoordinatorAddresses addresses;
  private final CoordinatorSettings settings;

  /**
   * Permits for requests under way to each gateway: after a restart a thousand deliveries must not
   * arrive at once. Bounded by the gateways that may be called.
   */
  private final Map<String, Semaphore> rooms = new ConcurrentHashMap<>();

  /**
   * @param client with what the gateways ask of their callers: TLS, credentials. Follows no
   *     redirects
   * @param addresses where gateways in doubt learn the decision
   */
  public HttpParticipantClient(
      HttpClient client, CoordinatorAddresses addresses, CoordinatorSettings settings) {
    this.http = new HttpCaller(client, settings.limits().answerBytesMax().toInt());
    this.addresses = addresses;
    this.settings = settings;
  }

  /**
   * The addresses of a coordinator that is asked itself.
   *
   * @param publicUrl where gateways in doubt reach it, without a slash at its end
   */
  public static CoordinatorAddresses at(URI publicUrl) {
    return (plan, participant) -> publicUrl + ApiPaths.COORDINATIONS + plan.id();
  }

  @Override
  public Vote prepare(CoordinationPlan plan, int participant) {
    URI gateway = plan.shares().get(participant).gateway();
    HttpRequest.Builder request =
        request(gateway, plan.id(), "/prepare")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(HttpJson.bytes(body(plan, participant))));
    Duration within = plan.terms().timeout().plus(settings.times().transitMax());
    try {
      return vote(plan.id(), call(gateway, request, within));
    } catch (NoAnswerException noAnswer) {
      return new Vote.Missing(noAnswer.detail());
    }
  }

  private Map<String, Object> body(CoordinationPlan plan, int participant) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("coordinator", addresses.of(plan, participant));
    List<String> others = new ArrayList<>();
    plan.shares().forEach(share -> others.add(share.gateway().toString()));
    others.remove(participant);
    body.put("participants", others);
    body.put("timeout", plan.terms().timeout().toString());
    body.put(
        "commands",
        plan.shares().get(participant).wishes().stream()
            .map(HttpParticipantClient::command)
            .toList());
    return body;
  }

  private static Map<String, Object> command(CoordinationPlan.Wish wish) {
    Map<String, Object> command = new LinkedHashMap<>();
    command.put("device", wish.device());
    command.put("command", wish.command());
    command.put("arguments", wish.arguments());
    command.put("stage", wish.stage());
    if (wish.read()) {
      command.put("read", true);
    }
    return command;
  }

  private static Vote vote(TransactionId id, HttpAnswer answer) {
    String vote = answer.text("vote").orElse("");
    boolean ours = answer.text("id").map(id.value()::equals).orElse(true);
    if (answer.status() == 200 && ours && vote.equals("COMMIT")) {
      return yes(answer);
    }
    if (answer.status() == 200 && ours && vote.equals("READ_ONLY")) {
      return new Vote.ReadOnly();
    }
    if (answer.status() == 409 && vote.equals("ROLLBACK")) {
      String ended = answer.text("outcome").orElse(Outcome.ROLLED_BACK.name());
      if (!ended.equals(Outcome.ROLLED_BACK.name())) {
        // Another transaction of the same id, that this coordinator knows nothing of (any more).
        return new Vote.Taken(
            Truncation.to(Truncation.SENTENCE, id + " had ended " + ended + " there before"));
      }
      return new Vote.No(reasons(answer.body().path("reasons")));
    }
    if (answer.status() == 409 && answer.is(ProblemType.OTHER_COMMANDS)) {
      return new Vote.Taken(answer.summary());
    }
    return new Vote.Missing("no vote: " + answer.summary());
  }

  private static Vote yes(HttpAnswer answer) {
    String promise = Truncation.to(Truncation.NAME, answer.text("promise").orElse(""));
    if (promise.isEmpty()) {
      return new Vote.Missing("a vote that does not say what it rests on");
    }
    try {
      return new Vote.Yes(promise, answer.text("heldUntil").map(Instant::parse));
    } catch (DateTimeException garbled) {
      return new Vote.Missing("a vote that is held until " + garbled.getMessage());
    }
  }

  private static List<Objection> reasons(JsonNode array) {
    List<Objection> reasons = new ArrayList<>();
    for (JsonNode each : array) {
      if (reasons.size() == REASONS_MAX) {
        String more = "and %d more; see the gateway".formatted(array.size() - REASONS_MAX);
        reasons.add(Objection.of("MORE", more));
        break;
      }
      reasons.add(
          new Objection(
              name(each, "code").orElse("UNKNOWN"),
              name(each, "device"),
              name(each, "command"),
              name(each, "resource"),
              Truncation.to(Truncation.SENTENCE, each.path("detail").asText(""))));
    }
    return reasons;
  }

  private static Optional<String> name(JsonNode reason, String field) {
    return Optional.ofNullable(reason.path(field).textValue())
        .map(text -> Truncation.to(Truncation.NAME, text));
  }

  @Override
  public Receipt commit(TransactionId id, URI gateway) {
    return tell(id, gateway, "/commit");
  }

  @Override
  public Receipt rollback(TransactionId id, URI gateway) {
    return tell(id, gateway, "/rollback");
  }

  private Receipt tell(TransactionId id, URI gateway, String verb) {
    HttpRequest.Builder request = request(gateway, id, verb).POST(BodyPublishers.noBody());
    try {
      return receipt(id, call(gateway, request, settings.times().requestMax()));
    } catch (NoAnswerException noAnswer) {
      return new Receipt.Unclear(noAnswer.detail());
    }
  }

  /**
   * Only a gateway's own words count. A 404 that any proxy or other server could have given says
   * nothing about the transaction, and neither does a 200 without an outcome.
   */
  private static Receipt receipt(TransactionId id, HttpAnswer answer) {
    boolean ours = answer.text("id").map(id.value()::equals).orElse(true);
    if (!ours) {
      return new Receipt.Unclear("an answer about another transaction: " + answer.summary());
    }
    return switch (answer.status()) {
      case 200, 409 ->
          outcome(answer)
              .<Receipt>map(Receipt.Ended::new)
              .orElseGet(() -> new Receipt.Unclear("no outcome: " + answer.summary()));
      case 202 -> new Receipt.UnderWay(answer.retryAfter(), answer.text("state").orElse(""));
      case 404 ->
          answer.is(ProblemType.UNKNOWN_TRANSACTION)
              ? new Receipt.NotKnown(answer.summary())
              : new Receipt.Unclear("not a gateway's 404: " + answer.summary());
      default -> new Receipt.Unclear(answer.summary());
    };
  }

  /** A refusal may show where a transaction is heading; only an ended one has an outcome. */
  private static Optional<Outcome> outcome(HttpAnswer answer) {
    boolean ended = answer.text("state").map("ENDED"::equals).orElse(true);
    String found = answer.text("outcome").orElse("");
    return List.of(Outcome.values()).stream()
        .filter(each -> ended && each.name().equals(found))
        .findFirst();
  }

  @Override
  public boolean forget(TransactionId id, URI gateway) {
    try {
      HttpAnswer answer =
          call(gateway, request(gateway, id, "").DELETE(), settings.times().requestMax());
      return answer.status() == 204
          || answer.status() == 200
          || (answer.status() == 404 && answer.is(ProblemType.UNKNOWN_TRANSACTION));
    } catch (NoAnswerException noAnswer) {
      // The coordinator counts the attempts and repeats it; nothing depends on it.
      return false;
    }
  }

  private static HttpRequest.Builder request(URI gateway, TransactionId id, String verb) {
    return HttpRequest.newBuilder(URI.create(gateway + ApiPaths.TRANSACTIONS + id + verb))
        .header("Accept", "application/json, " + Problem.MEDIA_TYPE);
  }

  private HttpAnswer call(URI gateway, HttpRequest.Builder request, Duration within)
      throws NoAnswerException {
    Semaphore room =
        rooms.computeIfAbsent(
            gateway.toString(),
            key -> new Semaphore(settings.limits().requestsPerGatewayMax(), true));
    try {
      if (!room.tryAcquire(within.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new NoAnswerException("not sent: too many requests are under way to this gateway");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new NoAnswerException("not sent: this process is being stopped");
    }
    try {
      return http.call(request, within);
    } finally {
      room.release();
    }
  }
}
