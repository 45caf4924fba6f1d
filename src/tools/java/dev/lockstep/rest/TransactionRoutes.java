package dev.lockstep.rest;

import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.DeviceLinks;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.participant.Participant;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/**
 * Routes (Vert.x Web) to a gateway's own {@link TransactionsApi}: prepare, commit, rollback and
 * forget, and to what it says of one device, for many gateways in one process. Quarkus, which
 * routes to it in a packaged gateway, runs once in a process.
 *
 * <p>Parser, admission, participant and the shapes of the answers are the gateway's own. Not here:
 * TLS, login and roles, the check of the host's name, connection limits, the filters of Jakarta
 * REST, and reads of a transaction.
 */
public final class TransactionRoutes {
  private final TransactionsApi api;
  private final DevicesApi devices;
  private final ThreadCaller caller;

  /** What the routes lead to. */
  public record Parts(
      Participant participant,
      TransactionDetails details,
      RequestLimits limits,
      BodyDeadline bodies,
      AuditLog audit,
      DeviceLinks links,
      TimeSource clock) {}

  private TransactionRoutes(Parts parts) {
    RequestLimits limits = parts.limits();
    caller = new ThreadCaller();
    RequestGuard guard =
        new RequestGuard(
            parts.participant()::ready,
            parts.participant().stop(),
            new Admission(limits.votesMax(), limits.decisionsMax(), limits.looksMax()),
            limits,
            parts.bodies(),
            new CurrentCaller(caller, caller),
            parts.audit());
    OperatorActs acts = new OperatorActs(parts.participant(), guard);
    api = new TransactionsApi(parts.participant(), parts.details(), guard, acts, parts.clock());
    devices = new DevicesApi(parts.links(), new DeviceReadings(parts.clock(), limits), guard);
  }

  /** A router of its own for each gateway. */
  public static Router of(Vertx vertx, Parts parts) {
    TransactionRoutes routes = new TransactionRoutes(parts);
    Router router = Router.router(vertx);
    String id = ApiPaths.TRANSACTIONS + ":id";
    BodyHandler bodies = BodyHandler.create(false).setBodyLimit(parts.limits().bodyMax().count());
    router
        .post(id + "/prepare")
        .handler(bodies)
        .handler(call -> routes.answer(call, () -> routes.prepare(call)));
    router
        .post(id + "/commit")
        .handler(bodies)
        .handler(call -> routes.answer(call, () -> routes.commit(call)));
    router
        .post(id + "/rollback")
        .handler(call -> routes.answer(call, () -> routes.api.rollback(call.pathParam("id"))));
    router
        .delete(id)
        .handler(call -> routes.answer(call, () -> routes.api.forget(call.pathParam("id"))));
    router
        .get(ApiPaths.DEVICES + ":name")
        .handler(call -> routes.answer(call, () -> routes.devices.get(call.pathParam("name"))));
    return router;
  }

  private Response prepare(RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    return api.prepare(call.pathParam("id"), body(call));
  }

  private Response commit(RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    return api.commit(call.pathParam("id"), body(call));
  }

  private static InputStream body(RoutingContext call) {
    Buffer body = call.body().buffer();
    return new ByteArrayInputStream(body == null ? new byte[0] : body.getBytes());
  }

  /** On a virtual thread of its own, as {@link TransactionsApi} asks for. */
  private void answer(RoutingContext call, Admission.Call work) {
    Thread.startVirtualThread(
        () -> {
          caller.answers(call);
          send(call, response(call.request().path(), work));
        });
  }

  /** As the gateway's exception mappers do. */
  private static Response response(String path, Admission.Call work) {
    try {
      return work.answer();
    } catch (RequestRefusedException refusal) {
      return TransactionResponses.problem(refusal, path);
    } catch (JournalUnavailableException fault) {
      return refused(ProblemType.JOURNAL_UNAVAILABLE, fault, path);
    } catch (OverloadedException fault) {
      return refused(ProblemType.OVERLOADED, fault, path);
    } catch (RuntimeException bug) {
      return refused(ProblemType.INTERNAL, bug, path);
    }
  }

  private static Response refused(ProblemType type, Exception fault, String path) {
    return TransactionResponses.problem(
        new RequestRefusedException(type, String.valueOf(fault.getMessage())), path);
  }

  private static void send(RoutingContext call, Response answer) {
    var response = call.response();
    if (response.closed()) {
      return; // the caller has gone; with Vert.x closed, nothing takes an answer any more
    }
    response.setStatusCode(answer.getStatus());
    answer
        .getStringHeaders()
        .forEach((name, values) -> values.forEach(each -> response.putHeader(name, each)));
    var unused =
        answer.getEntity() instanceof byte[] body
            ? response.end(Buffer.buffer(body))
            : response.end();
  }
}
