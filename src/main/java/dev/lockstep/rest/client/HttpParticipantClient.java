package dev.lockstep.rest.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.CoordinatorSettings;
import dev.lockstep.coordinator.Objection;
import dev.lockstep.coordinator.ParticipantClient;
import dev.lockstep.coordinator.Receipt;
import dev.lockstep.coordinator.Vote;
import dev.lockstep.coordinator.VoteReadings;
import dev.lockstep.rest.ApiPaths;
import dev.lockstep.rest.HttpJson;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.Truncation;
import dev.lockstep.rest.client.AsyncHttpCaller.Call;
import dev.lockstep.rest.client.HttpCaller.HttpAnswer;
import dev.lockstep.rest.client.HttpCaller.NoAnswerException;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** HTTP client of the coordinator role: sends prepare, commit, rollback and forget to gateways. */
public final class HttpParticipantClient implements ParticipantClient {
  static final String COORDINATIONS = "/api/v1/coordinations/";
  private static final int REASONS_MAX = 8;

  private final AsyncHttpCaller http;
  private final ForgetBatches forgets;
  private final CoordinatorAddresses addresses;
  private final CoordinatorSettings settings;

  /**
   * So many requests are under way to each gateway: after a restart a thousand deliveries must not
   * arrive at once.
   *
   * @param connections with what the gateways ask of their callers: TLS, credentials
   * @param addresses where gateways in doubt learn the decision
   */
  public HttpParticipantClient(
      AsyncHttpCaller.Connections connections,
      CoordinatorAddresses addresses,
      CoordinatorSettings settings) {
    CoordinatorSettings.Limits limits = settings.limits();
    this.http =
        new AsyncHttpCaller(
            connections,
            new AsyncHttpCaller.Limits(
                limits.requestsPerGatewayMax(), limits.answerBytesMax().toInt()));
    this.forgets =
        new ForgetBatches(
            http,
            connections.vertx(),
            settings.times().forgetPause(),
            settings.times().requestMax());
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
  public CompletionStage<Vote> prepare(CoordinationPlan plan, int participant) {
    URI gateway = plan.shares().get(participant).gateway();
    byte[] body = HttpJson.bytes(body(plan, participant));
    Duration within = plan.terms().timeout().plus(settings.times().transitMax());
    return made(
        http.call(Call.post(gateway, path(plan.id(), "/prepare"), body), within),
        answer -> vote(plan, answer),
        Vote.Missing::new);
  }

  /**
   * What is made of an answer, or of the detail why there is none. What else goes wrong is a fault
   * of this program, and stays one.
   */
  private static <T> CompletionStage<T> made(
      CompletionStage<HttpAnswer> call,
      Function<HttpAnswer, ? extends T> ofAnswer,
      Function<String, ? extends T> ofNone) {
    return call.handle(
        (answer, fault) ->
            switch (fault) {
              case null -> ofAnswer.apply(answer);
              case NoAnswerException none -> ofNone.apply(none.detail());
              default -> throw new CompletionException(fault);
            });
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

  private static Vote vote(CoordinationPlan plan, HttpAnswer answer) {
    TransactionId id = plan.id();
    VoteReadings readings =
        plan.dryRun() ? ReadingsOfVote.of(answer.body().path("readings")) : VoteReadings.NONE;
    String vote = answer.text("vote").orElse("");
    boolean ours = answer.text("id").map(id.value()::equals).orElse(true);
    if (answer.status() == 200 && ours && vote.equals("COMMIT")) {
      return yes(answer, readings);
    }
    if (answer.status() == 200 && ours && vote.equals("READ_ONLY")) {
      return new Vote.ReadOnly(readings);
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

  private static Vote yes(HttpAnswer answer, VoteReadings readings) {
    String promise = Truncation.to(Truncation.NAME, answer.text("promise").orElse(""));
    if (promise.isEmpty()) {
      return new Vote.Missing("a vote that does not say what it rests on");
    }
    try {
      return new Vote.Yes(promise, answer.text("heldUntil").map(Instant::parse), readings);
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
  public CompletionStage<Receipt> commit(TransactionId id, URI gateway, Optional<Instant> instant) {
    String path = path(id, "/commit");
    return tell(
        id,
        instant
            .map(at -> Call.post(gateway, path, HttpJson.bytes(Map.of("at", at.toString()))))
            .orElseGet(() -> Call.post(gateway, path)));
  }

  @Override
  public CompletionStage<Receipt> rollback(TransactionId id, URI gateway) {
    return tell(id, Call.post(gateway, path(id, "/rollback")));
  }

  private CompletionStage<Receipt> tell(TransactionId id, Call call) {
    return made(
        http.call(call, settings.times().requestMax()),
        answer -> receipt(id, answer),
        Receipt.Unclear::new);
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

  /** Where there is no answer it is false: the coordinator counts the attempts and repeats it. */
  @Override
  public CompletionStage<Boolean> forget(TransactionId id, URI gateway) {
    return forgets.forget(id, gateway);
  }

  private static String path(TransactionId id, String verb) {
    return ApiPaths.TRANSACTIONS + id + verb;
  }
}
