package dev.lockstep.rest;

import static dev.lockstep.rest.ApiDescription.PROBLEMS;

import dev.lockstep.coordinator.Coordinator;
import dev.lockstep.coordinator.ForgetResult;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.Operator;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.transaction.TransactionId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * HTTP API that forgets decisions on an ensemble which only a person can say are over: heuristic
 * ends, and verdicts without a plan.
 */
@Path("/api/v1/coordinations/{id}/forget")
@Tag(name = "Coordinations")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@RunOnVirtualThread
public final class DecisionForgetApi {
  private final CoordinatorRole role;
  private final RequestGuard guard;

  DecisionForgetApi(CoordinatorRole role, RequestGuard guard) {
    this.role = role;
    this.guard = guard;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Roles.OPERATOR)
  @Operation(
      extensions =
          @Extension(
              name = PROBLEMS,
              value = "unknown-coordination coordinator-off not-ended not-confirmed"),
      operationId = "forgetCoordination",
      summary = "Forget a decision: a person has looked into it",
      description =
          "Where decisions stand in an ensemble: what ended heuristically, and a verdict whose"
              + " coordinator died before it had noted the plan, go only by this. It is swept as"
              + " old as others; a repeat changes nothing.")
  @APIResponse(responseCode = "204", description = "Forgotten")
  public Response forget(
      @PathParam("id") String id,
      @RequestBodySchema(RequestBodies.ForgetDecision.class) InputStream body)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.DECISION,
        body,
        bytes -> {
          Coordinator coordinator = role.needed();
          TransactionId known = RequestParser.id(id);
          RequestBodies.ForgetDecision asked = guard.requests().forgetDecision(bytes);
          Operator operator = guard.operator(asked.operator(), asked.reason());
          boolean unconfirmed = asked.unconfirmed().orElse(false);
          String act = unconfirmed ? "forget unconfirmed decision" : "forget decision";
          guard.record(act, known.value(), operator, guard.requester());
          return answer(known, coordinator.forget(known, unconfirmed));
        });
  }

  private static Response answer(TransactionId id, ForgetResult result) {
    return switch (result) {
      case ForgetResult.Forgotten forgotten -> Response.noContent().build();
      case ForgetResult.Unknown unknown ->
          throw refused(id, ProblemType.UNKNOWN_COORDINATION, id + " is not known in the ensemble");
      case ForgetResult.NotEnded open ->
          throw refused(id, ProblemType.NOT_ENDED, id + ": " + open.detail());
      case ForgetResult.ByAge file ->
          throw refused(
              id,
              ProblemType.COORDINATOR_OFF,
              "decisions stand in a file here, and what ended heuristically goes by its age"
                  + " (lockstep.journal.unforgotten-for); this is for decisions in an ensemble");
      case ForgetResult.Unconfirmed open ->
          throw refused(
              id,
              ProblemType.NOT_CONFIRMED,
              "%s: %s. See at each of its gateways that it has ended there; \"unconfirmed\": true then forgets it all the same, and one that is still in doubt finds no decision and rolls back, whatever the others did"
                  .formatted(id, String.join("; ", open.missing())));
    };
  }

  private static RequestRefusedException refused(
      TransactionId id, ProblemType type, String detail) {
    return new RequestRefusedException(type, detail).with("id", id.value());
  }
}
