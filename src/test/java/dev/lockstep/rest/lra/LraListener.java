package dev.lockstep.rest.lra;

import com.sun.net.httpserver.HttpExchange;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.participant.Participant;
import dev.lockstep.participant.PrepareRequest.Wish;
import dev.lockstep.rest.RequestParser.ActionJoining;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.rest.client.FakePeer;
import dev.lockstep.rest.lra.LraStatus.Ending;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.TransactionId;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The participant's side of LRA behind an HTTP listener of its own, without Quarkus. The gateway
 * behind it may die and come back; the address stays.
 */
public final class LraListener implements AutoCloseable {
  private final FakePeer listener = new FakePeer();

  /** The gateway that is behind it now. */
  private volatile Optional<Served> served = Optional.empty();

  private record Served(LraParticipation participation, LraEnlistment enlistment) {}

  public LraListener() {
    listener.does(this::answer);
  }

  public String address() {
    return listener.address().toString();
  }

  /** A gateway that is back, or new. */
  public void serve(
      Participant participant,
      LraSettings settings,
      LraCoordinatorClient coordinators,
      HttpClient client) {
    served =
        Optional.of(
            new Served(
                new LraParticipation(participant, settings, coordinators),
                new LraEnlistment(participant, settings, client)));
  }

  /** It is dead: whoever calls gets no answer. */
  public void die() {
    served = Optional.empty();
  }

  /** The answer to a call that joins. */
  public Response join(String lra, List<Wish> commands) throws Exception {
    ActionJoining joining =
        new ActionJoining(lra, Optional.empty(), Duration.ofSeconds(5), commands);
    byte[] body = commands.toString().getBytes(StandardCharsets.UTF_8);
    return served.orElseThrow().enlistment().join(joining, body, Requester.NONE);
  }

  private void answer(HttpExchange exchange) throws IOException {
    Optional<Served> now = served;
    if (now.isEmpty()) {
      return;
    }
    try (Response answer = said(now.get().participation(), exchange)) {
      byte[] body =
          answer.hasEntity()
              ? String.valueOf(answer.getEntity()).getBytes(StandardCharsets.UTF_8)
              : new byte[0];
      if (body.length > 0) {
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
      }
      exchange.sendResponseHeaders(answer.getStatus(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (RequestRefusedException refused) {
      exchange.sendResponseHeaders(refused.type().status(), -1);
    } catch (JournalUnavailableException | OverloadedException later) {
      exchange.sendResponseHeaders(503, -1);
    }
  }

  private Response said(LraParticipation participation, HttpExchange exchange)
      throws JournalUnavailableException, OverloadedException {
    String[] path = exchange.getRequestURI().getPath().split("/", -1);
    TransactionId id = new TransactionId(path[3]);
    String call = exchange.getRequestMethod() + (path.length > 4 ? " " + path[4] : "");
    return switch (call) {
      case "PUT complete" -> participation.end(id, Ending.CLOSE, Requester.NONE);
      case "PUT compensate" -> participation.end(id, Ending.CANCEL, Requester.NONE);
      case "PUT after" -> participation.after(id, after(), Requester.NONE);
      case "GET" -> participation.status(id);
      case "DELETE" -> participation.forget(id, Requester.NONE);
      default -> throw new IllegalArgumentException(call);
    };
  }

  private LraStatus after() {
    String last = listener.asked().getLast().body();
    return LraStatus.read(last.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  @Override
  public void close() {
    listener.close();
  }
}
