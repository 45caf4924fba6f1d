package dev.lockstep.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.CoordinatorSettings;
import dev.lockstep.transaction.TransactionId;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Parser of requests for coordinations: from bytes to a {@link CoordinationPlan}, or to a {@link
 * RequestRefusedException} that names the place of the fault. Thread-safe.
 */
final class CoordinationRequests {
  /** A plan with its later timeline must fit one document of the decision log. */
  static final int BODY_MAX = 384 * 1024;

  private final RequestLimits limits;
  private final CoordinatorSettings settings;
  private final Supplier<TransactionId> ids;
  private final HttpJson json;
  private final List<Origin> listed;

  CoordinationRequests(
      RequestLimits limits, CoordinatorSettings settings, Supplier<TransactionId> ids) {
    this.limits = limits;
    this.settings = settings;
    this.ids = ids;
    this.json = new HttpJson(limits);
    this.listed = settings.gateways().stream().map(each -> Origin.of(each.toString())).toList();
  }

  int bodyMax() {
    return Math.min(BODY_MAX, limits.bodyMax());
  }

  /** The body of {@code POST /api/v1/coordinations}. */
  CoordinationPlan plan(byte[] body, Instant at) {
    JsonFields fields = JsonFields.of(json.read(body), "").only("id", "timeout", "participants");
    Optional<String> id = fields.text("id");
    List<CoordinationPlan.Share> shares = shares(fields);
    RequestLimits.Timeout bounds =
        new RequestLimits.Timeout(
            limits.timeout().least(), settings.times().timeout(), settings.times().timeoutMax());
    CoordinationPlan.Terms terms =
        new CoordinationPlan.Terms(
            fields.timeout(bounds), settings.limits().lost(), settings.limits().forgets());
    return new CoordinationPlan(id.map(text -> id(text)).orElseGet(ids), shares, terms, at);
  }

  /**
   * Reads an id. Dots alone are refused: a server resolves {@code /transactions/../commit} to
   * another path.
   */
  static TransactionId id(String text) {
    TransactionId id = RequestParser.id(text);
    if (text.equals(".") || text.equals("..")) {
      throw new RequestRefusedException(
          ProblemType.INVALID_ID, "an id of dots alone cannot stand in a path");
    }
    return id;
  }

  private List<CoordinationPlan.Share> shares(JsonFields fields) {
    List<JsonNode> elements =
        fields.someElements("participants", "participant", settings.limits().participants());
    List<CoordinationPlan.Share> shares = new ArrayList<>();
    Set<URI> named = new HashSet<>();
    int commands = 0;
    for (JsonNode each : elements) {
      String place = fields.below("participants") + "/" + shares.size();
      CoordinationPlan.Share share = share(JsonFields.of(each, place).only("gateway", "commands"));
      commands += share.wishes().size();
      if (!named.add(share.gateway())) {
        throw RequestRefusedException.malformed(
            place + "/gateway", share.gateway() + " is named twice; give it all its commands");
      }
      if (commands > settings.limits().commands()) {
        throw RequestRefusedException.exceeded(
            place + "/commands",
            "more than %d commands in all".formatted(settings.limits().commands()));
      }
      shares.add(share);
    }
    return shares;
  }

  private CoordinationPlan.Share share(JsonFields fields) {
    URI gateway = gateway(fields);
    List<CoordinationPlan.Wish> wishes = new ArrayList<>();
    for (JsonNode each : fields.someElements("commands", "command", settings.limits().commands())) {
      wishes.add(wish(JsonFields.of(each, fields.below("commands") + "/" + wishes.size())));
    }
    return new CoordinationPlan.Share(gateway, wishes);
  }

  private URI gateway(JsonFields fields) {
    String text = fields.neededText("gateway", RequestLimits.ADDRESS_MAX);
    String place = fields.below("gateway");
    Origin gateway;
    try {
      gateway = Origin.of(text);
    } catch (IllegalArgumentException wrong) {
      throw RequestRefusedException.malformed(place, String.valueOf(wrong.getMessage()));
    }
    if (listed.isEmpty() && !gateway.loopback()) {
      throw RequestRefusedException.malformed(
          place, text + " is not this machine; others must be on lockstep.coordinator.gateways");
    }
    if (!listed.isEmpty() && !listed.contains(gateway)) {
      throw RequestRefusedException.malformed(
          place,
          text + " is not on lockstep.coordinator.gateways, the list of those that are called");
    }
    return gateway.uri();
  }

  private CoordinationPlan.Wish wish(JsonFields fields) {
    fields.only("device", "command", "arguments", "stage", "read");
    Map<String, Object> arguments = fields.values("arguments", limits.argumentsMax());
    return new CoordinationPlan.Wish(
        fields.neededText("device"),
        fields.neededText("command"),
        arguments,
        fields.whole("stage").orElse(0),
        fields.reading(arguments));
  }
}
