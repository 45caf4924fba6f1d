package dev.lockstep.rest;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.Answer;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.participant.Participant;
import dev.lockstep.transaction.TransactionId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * HTTP API that forgets many transactions at once: a coordinator's, a second's worth in one call,
 * and an operator's, after a day with many heuristic ends.
 */
@Path("/api/v1/transactions/forget")
@Tag(name = "Transactions")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@RunOnVirtualThread
public final class ForgetApi {
  private final Participant participant;
  private final RequestGuard guard;

  ForgetApi(Participant participant, RequestGuard guard) {
    this.participant = participant;
    this.guard = guard;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Roles.COORDINATOR, Roles.OPERATOR})
  @Operation(
      operationId = "forgetTransactions",
      summary = "Forget many: their outcomes were taken",
      description =
          "As DELETE does for one: what has not ended, or is not the caller's to forget, is kept and"
              + " named, and the others are forgotten all the same. May be repeated.")
  @APIResponseSchema(
      value = TransactionViews.Forgotten.class,
      responseCode = "200",
      responseDescription = "What became of each")
  public Response forget(@RequestBodySchema(RequestBodies.Forget.class) InputStream body)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.DECISION,
        body,
        bytes -> TransactionResponses.json(200, forget(guard.requests().forgets(bytes))));
  }

  private TransactionViews.Forgotten forget(List<TransactionId> ids)
      throws JournalUnavailableException, OverloadedException {
    List<TransactionViews.Kept> kept = new ArrayList<>();
    List<TransactionId> permitted = new ArrayList<>();
    for (TransactionId id : ids) {
      try {
        guard.forgetting(id, () -> participant.state(id));
        permitted.add(id);
      } catch (RequestRefusedException refused) {
        kept.add(kept(id, refused));
      }
    }
    List<Answer> answers = participant.forget(permitted, guard.requester());
    List<String> forgotten = new ArrayList<>();
    for (int each = 0; each < answers.size(); each++) {
      TransactionId id = permitted.get(each);
      try {
        TransactionResponses.checkForgotten(id, answers.get(each));
        forgotten.add(id.value());
      } catch (RequestRefusedException refused) {
        kept.add(kept(id, refused));
      }
    }
    return new TransactionViews.Forgotten(forgotten, kept);
  }

  private static TransactionViews.Kept kept(TransactionId id, RequestRefusedException refused) {
    return new TransactionViews.Kept(
        id.value(), refused.type().uri(), String.valueOf(refused.getMessage()));
  }
}
