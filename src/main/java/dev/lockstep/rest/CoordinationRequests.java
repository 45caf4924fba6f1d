package dev.lockstep.rest;

import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.CoordinatorSettings;
import dev.lockstep.transaction.TransactionId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Parser of requests for coordinations: from bytes to a {@link CoordinationPlan}, or to a {@link
 * RequestRefusedException} that names the place of the fault. Thread-safe.
 */
public final class CoordinationRequests {
  /** A plan with its later timeline must fit one document of the decision log. */
  static final int BODY_MAX = 384 * 1024;

  private final RequestLimits limits;
  private final CoordinatorSettings settings;
  private final Supplier<TransactionId> ids;
  private final RequestJson json;
  private final List<Origin> listed;

  /**
   * @param ids makes an id where a request gives none
   */
  public CoordinationRequests(
      RequestLimits limits, CoordinatorSettings settings, Supplier<TransactionId> ids) {
    this.limits = limits;
    this.settings = settings;
    this.ids = ids;
    this.json = new RequestJson(limits);
    this.listed =
        settings.gateways().orElse(List.of()).stream()
            .map(each -> Origin.of(each.toString()))
            .toList();
  }

  int bodyMax() {
    return Math.min(BODY_MAX, limits.bodyMax().toInt());
  }

  /** The body of {@code POST /api/v1/coordinations}. */
  CoordinationPlan plan(byte[] body, Instant at) {
    return plan(body, ids, at);
  }

  /**
   * The body of {@code POST /api/v1/coordinations}, whatever way it came.
   *
   * @param usual the id where the body gives none
   * @throws RequestRefusedException MALFORMED, INVALID_ID or LIMIT_EXCEEDED
   */
  public CoordinationPlan plan(byte[] body, Supplier<TransactionId> usual, Instant at) {
    RequestBodies.Coordinate coordinate = json.read(body, RequestBodies.Coordinate.class);
    Optional<String> id = RequestConstraints.text(coordinate.id(), "/id");
    List<CoordinationPlan.Share> shares = shares(coordinate.participants());
    CoordinationPlan.Terms terms =
        terms(RequestConstraints.timeout(coordinate.timeout(), timeoutBounds()));
    return new CoordinationPlan(id.map(RequestParser::id).orElseGet(usual), shares, terms, at)
        .moving(RequestConstraints.instant(coordinate.at(), at));
  }

  /** What a coordination may ask for. */
  RequestLimits.Timeout timeoutBounds() {
    return new RequestLimits.Timeout(
        limits.timeout().least(), settings.times().timeout(), settings.times().timeoutMax());
  }

  /** The terms as they are configured, with this timeout. */
  CoordinationPlan.Terms terms(Duration timeout) {
    return new CoordinationPlan.Terms(
        timeout, settings.limits().lostMax(), settings.limits().forgetsMax());
  }

  /** Makes an id where a request gives none. */
  TransactionId madeUp() {
    return ids.get();
  }

  private List<CoordinationPlan.Share> shares(List<RequestBodies.Share> participants) {
    int most = settings.limits().participantsMax();
    List<CoordinationPlan.Share> shares = new ArrayList<>();
    Set<URI> named = new HashSet<>();
    int commands = 0;
    for (RequestBodies.Share each :
        RequestConstraints.some(participants, "participant", "/participants", most)) {
      String place = "/participants/" + shares.size();
      CoordinationPlan.Share share = share(each, place);
      commands += share.wishes().size();
      if (!named.add(share.gateway())) {
        throw RequestRefusedException.malformed(
            place + "/gateway", share.gateway() + " is named twice; give it all its commands");
      }
      if (commands > commandsMax()) {
        throw RequestRefusedException.exceeded(
            place + "/commands", "more than %d commands in all".formatted(commandsMax()));
      }
      shares.add(share);
    }
    return shares;
  }

  private int commandsMax() {
    return settings.limits().commandsMax();
  }

  private CoordinationPlan.Share share(RequestBodies.Share share, String place) {
    URI gateway = gateway(share.gateway(), place + "/gateway");
    return new CoordinationPlan.Share(
        gateway,
        RequestConstraints.wishes(
                share.commands(), place + "/commands", commandsMax(), limits.argumentsMax())
            .stream()
            .map(
                each ->
                    new CoordinationPlan.Wish(
                        each.device(), each.command(), each.arguments(), each.stage(), each.read()))
            .toList());
  }

  /**
   * The base address of a gateway that may be called.
   *
   * @throws RequestRefusedException at that place
   */
  URI gateway(@Nullable String given, String place) {
    String text = RequestConstraints.address(given, place);
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
}
