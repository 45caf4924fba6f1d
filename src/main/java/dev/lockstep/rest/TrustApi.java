package dev.lockstep.rest;

import static dev.lockstep.rest.ApiDescription.PROBLEMS;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.Operator;
import dev.lockstep.participant.OverloadedException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** HTTP API of trust: which certificates are accepted, which want in, and what operators decide. */
@Path("/api/v1/trust")
@Tag(name = "Trust", description = "Certificates: whom this gateway believes, and its own")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@RunOnVirtualThread
public final class TrustApi {
  private static final String THUMBPRINT =
      "SHA-256 of the certificate, or SHA-1 where only one has it; capitals, colons and spaces do"
          + " not matter";

  private static final String EXAMPLE =
      "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

  private final TrustAdministration trust;
  private final RequestGuard guard;

  TrustApi(TrustAdministration trust, RequestGuard guard) {
    this.trust = trust;
    this.guard = guard;
  }

  @GET
  @RolesAllowed({Roles.VIEWER, Roles.COORDINATOR, Roles.OPERATOR})
  @Operation(
      operationId = "getTrust",
      summary = "Certificates: the gateway's own, who is trusted, and who wants in",
      description =
          "What was refused is named with the device that met it, and why. What stands in the"
              + " folder `pki` is the truth: a file that a person moves counts at the next look.")
  @APIResponseSchema(
      value = TrustViews.Standing.class,
      responseCode = "200",
      responseDescription = "As it is now")
  public Response get() throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK, () -> TransactionResponses.json(200, trust.standing()));
  }

  @POST
  @Path("{thumbprint}/approve")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Roles.OPERATOR)
  @Operation(
      extensions =
          @Extension(
              name = PROBLEMS,
              value =
                  "unknown-certificate unknown-device certificate-changed certificate-unusable"
                      + " decided-otherwise trust-unavailable"),
      operationId = "approveCertificate",
      summary = "Accept a server's certificate",
      description =
          "Compare the thumbprint at the machine first. With `device` that device alone keeps this"
              + " server from now on, in the place of the one before; without it each device that"
              + " means its server trusts it. What would be refused all the same is not approved."
              + " The device connects at once. May be repeated.")
  @APIResponseSchema(
      value = TrustViews.Change.class,
      responseCode = "200",
      responseDescription = "Trusted, now or before")
  public Response approve(
      @Parameter(description = THUMBPRINT, example = EXAMPLE) @PathParam("thumbprint")
          String thumbprint,
      @RequestBodySchema(RequestBodies.Trust.class) InputStream body)
      throws JournalUnavailableException, OverloadedException {
    return decided(body, (asked, operator) -> trust.approve(thumbprint, asked.device(), operator));
  }

  @POST
  @Path("{thumbprint}/reject")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Roles.OPERATOR)
  @Operation(
      extensions =
          @Extension(
              name = PROBLEMS,
              value = "unknown-certificate decided-otherwise trust-unavailable"),
      operationId = "rejectCertificate",
      summary = "Say no to a certificate that wants in",
      description =
          "It stays refused, and waits for no operator any more. What is trusted has to be revoked."
              + " May be repeated.")
  @APIResponseSchema(
      value = TrustViews.Change.class,
      responseCode = "200",
      responseDescription = "Rejected, now or before")
  public Response reject(
      @Parameter(description = THUMBPRINT, example = EXAMPLE) @PathParam("thumbprint")
          String thumbprint,
      @RequestBodySchema(RequestBodies.Trust.class) InputStream body)
      throws JournalUnavailableException, OverloadedException {
    return decided(
        body, (asked, operator) -> trust.reject(thumbprint, ofAllDevices(asked, operator)));
  }

  @POST
  @Path("{thumbprint}/revoke")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Roles.OPERATOR)
  @Operation(
      extensions =
          @Extension(
              name = PROBLEMS,
              value = "unknown-certificate decided-otherwise trust-unavailable"),
      operationId = "revokeCertificate",
      summary = "Take trust away from a certificate",
      description =
          "For all devices. Their sessions that rest on it end at once, in order; what was under"
              + " way is settled when trust is back. May be repeated.")
  @APIResponseSchema(
      value = TrustViews.Change.class,
      responseCode = "200",
      responseDescription = "Not trusted any more, now or before")
  public Response revoke(
      @Parameter(description = THUMBPRINT, example = EXAMPLE) @PathParam("thumbprint")
          String thumbprint,
      @RequestBodySchema(RequestBodies.Trust.class) InputStream body)
      throws JournalUnavailableException, OverloadedException {
    return decided(
        body, (asked, operator) -> trust.revoke(thumbprint, ofAllDevices(asked, operator)));
  }

  @POST
  @Path("own/renew")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Roles.OPERATOR)
  @Operation(
      extensions =
          @Extension(
              name = PROBLEMS,
              value = "unknown-certificate certificate-unusable trust-unavailable"),
      operationId = "renewOwnCertificate",
      summary = "Make a new OPC UA certificate of the gateway",
      description =
          "Sessions that begin from now on use it, where the server trusts it already; the one"
              + " before is kept until each server does. One that an authority issued is renewed"
              + " there. A second call within a minute makes no other.")
  @APIResponseSchema(
      value = TrustViews.Change.class,
      responseCode = "200",
      responseDescription = "The new certificate")
  public Response renew(@RequestBodySchema(RequestBodies.Trust.class) InputStream body)
      throws JournalUnavailableException, OverloadedException {
    return decided(body, (asked, operator) -> trust.renew(ofAllDevices(asked, operator)));
  }

  /** What is done with a decision that was read. */
  @FunctionalInterface
  private interface Act {
    TrustViews.Change done(RequestBodies.Trust asked, Operator operator);
  }

  private Response decided(InputStream body, Act act)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.DECISION,
        body,
        bytes -> {
          RequestBodies.Trust asked = guard.requests().trust(bytes);
          Operator operator = guard.operator(asked.operator(), asked.reason());
          return TransactionResponses.json(200, act.done(asked, operator));
        });
  }

  private static Operator ofAllDevices(RequestBodies.Trust asked, Operator operator) {
    if (asked.device().isPresent()) {
      throw RequestRefusedException.malformed(
          "/device", "only an approval is for one device; leave it out");
    }
    return operator;
  }
}
