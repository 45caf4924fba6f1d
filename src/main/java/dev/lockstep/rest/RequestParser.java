package dev.lockstep.rest;

import dev.lockstep.participant.PrepareRequest;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Parser of requests: from bytes to types, or to a {@link RequestRefusedException} that names the
 * place of the fault. Thread-safe.
 */
public final class RequestParser {
  private final RequestLimits limits;
  private final RequestJson json;

  RequestParser(RequestLimits limits) {
    this.limits = limits;
    this.json = new RequestJson(limits);
  }

  /** An operator's outcome for a transaction. */
  record Resolution(Outcome outcome, String reason, Optional<String> operator) {}

  /**
   * Request of a sibling gateway in doubt, which voted that long ago, to renounce the vote here.
   */
  record Renouncement(String gateway, Duration votedFor) {}

  /**
   * Commands for a transaction of a REST-AT coordinator.
   *
   * @param transaction its address
   */
  public record Joining(String transaction, Duration timeout, List<PrepareRequest.Wish> commands) {
    /** The request to prepare these commands. */
    public PrepareRequest request(TransactionId id, Optional<String> coordinator) {
      return new PrepareRequest(id, coordinator, List.of(), timeout, false, commands);
    }
  }

  /**
   * Commands for a long running action.
   *
   * @param lra its address
   * @param timeLimit after which its coordinator is to cancel it
   */
  public record ActionJoining(
      String lra,
      Optional<Duration> timeLimit,
      Duration timeout,
      List<PrepareRequest.Wish> commands) {
    /** The request to prepare these commands. */
    public PrepareRequest request(TransactionId id, Optional<String> coordinator) {
      return new PrepareRequest(id, coordinator, List.of(), timeout, false, commands);
    }
  }

  /**
   * Reads an id.
   *
   * @throws RequestRefusedException INVALID_ID
   */
  public static TransactionId id(String text) {
    try {
      return new TransactionId(text);
    } catch (IllegalArgumentException wrong) {
      throw new RequestRefusedException(ProblemType.INVALID_ID, String.valueOf(wrong.getMessage()));
    }
  }

  /** The body of prepare and execute. */
  public PrepareRequest prepare(String id, byte[] body, boolean onePhase) {
    TransactionId known = id(id);
    RequestBodies.Prepare prepare = json.read(body, RequestBodies.Prepare.class);
    return new PrepareRequest(
        known,
        prepare.coordinator().map(address -> RequestConstraints.address(address, "/coordinator")),
        RequestConstraints.addresses(
            prepare.participants().orElse(List.of()), "/participants", limits.participantsMax()),
        RequestConstraints.timeout(prepare.timeout(), limits.timeout()),
        onePhase,
        wishes(prepare.commands()));
  }

  /** The body of commit, which may be empty: the instant at which the machines move. */
  Optional<Instant> instant(byte[] body, Instant now) {
    return body.length == 0
        ? Optional.empty()
        : RequestConstraints.instant(json.read(body, RequestBodies.Commit.class).at(), now);
  }

  /**
   * The body of an enlistment.
   *
   * @param link the transaction's address, where a header gave it
   */
  public Joining joining(byte[] body, Optional<String> link) {
    RequestBodies.Joining joining = json.read(body, RequestBodies.Joining.class);
    String transaction = joining.transaction().or(() -> link).orElse(null);
    return new Joining(
        RequestConstraints.address(transaction, "/transaction"),
        RequestConstraints.timeout(joining.timeout(), limits.timeout()),
        wishes(joining.commands()));
  }

  /**
   * The body of a call that joins a long running action.
   *
   * @param header the action's address, where a header gave it
   */
  public ActionJoining actionJoining(byte[] body, Optional<String> header) {
    RequestBodies.ActionJoining joining = json.read(body, RequestBodies.ActionJoining.class);
    if (joining.lra().isPresent() && header.isPresent() && !joining.lra().equals(header)) {
      throw RequestRefusedException.malformed(
          "/lra", "the header Long-Running-Action names another one: " + header.get());
    }
    return new ActionJoining(
        RequestConstraints.address(joining.lra().or(() -> header).orElse(null), "/lra"),
        joining.timeLimit().map(given -> RequestConstraints.timeLimit(given, "/timeLimit")),
        RequestConstraints.timeout(joining.timeout(), limits.timeout()),
        wishes(joining.commands()));
  }

  private List<PrepareRequest.Wish> wishes(List<RequestBodies.Command> commands) {
    return RequestConstraints.wishes(
        commands, "/commands", limits.commandsMax(), limits.argumentsMax());
  }

  Resolution resolution(byte[] body) {
    RequestBodies.Resolve resolve = json.read(body, RequestBodies.Resolve.class);
    String expected = "one of %s was expected".formatted(List.of(Outcome.values()));
    return new Resolution(
        RequestConstraints.parsed(resolve.outcome(), "/outcome", Outcome::valueOf, expected),
        RequestConstraints.reason(resolve.reason()),
        RequestConstraints.operator(resolve.operator()));
  }

  Renouncement renouncement(byte[] body) {
    RequestBodies.Renounce renounce = json.read(body, RequestBodies.Renounce.class);
    String gateway =
        RequestConstraints.text(renounce.gateway(), "/gateway", RequestConstraints.NAME_MAX);
    Duration votedFor = RequestConstraints.duration(renounce.votedFor(), "/votedFor");
    if (votedFor.isNegative()) {
      throw RequestRefusedException.malformed("/votedFor", votedFor + " lies in the future");
    }
    return new Renouncement(gateway, votedFor);
  }

  /** The ids of a call that forgets, each once. */
  List<TransactionId> forgets(byte[] body) {
    return RequestConstraints.ids(json.read(body, RequestBodies.Forget.class).ids(), "/ids");
  }

  RequestBodies.Approval approval(byte[] body) {
    RequestBodies.Approval approval = json.read(body, RequestBodies.Approval.class);
    RequestConstraints.reason(approval.reason());
    RequestConstraints.operator(approval.operator());
    return approval;
  }

  RequestBodies.Takeover takeover(byte[] body) {
    RequestBodies.Takeover takeover = json.read(body, RequestBodies.Takeover.class);
    RequestConstraints.reason(takeover.reason());
    RequestConstraints.operator(takeover.operator());
    return takeover;
  }

  RequestBodies.ForgetDecision forgetDecision(byte[] body) {
    RequestBodies.ForgetDecision forget = json.read(body, RequestBodies.ForgetDecision.class);
    RequestConstraints.reason(forget.reason());
    RequestConstraints.operator(forget.operator());
    return forget;
  }

  RequestBodies.Trust trust(byte[] body) {
    RequestBodies.Trust trust = json.read(body, RequestBodies.Trust.class);
    RequestConstraints.text(trust.device(), "/device");
    RequestConstraints.reason(trust.reason());
    RequestConstraints.operator(trust.operator());
    return trust;
  }
}
