package dev.lockstep.rest;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/**
 * OpenAPI filter: adds to the document what holds for every call, namely how it may be refused, and
 * that a body is required where there is one.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class ApiDescription implements OASFilter {
  private static final Map<String, String> EVERYWHERE =
      Map.of(
          "400", "Malformed, or beyond a limit; the detail names the place",
          "401", "Not authenticated",
          "403", "The role does not allow it",
          "404", "Not known here",
          "421", "The Host is not known to be this gateway",
          "429", "Too many wrong passwords came from this address; Retry-After says when",
          "503",
              "Not now: overloaded, not ready, or the journal cannot be used; Retry-After says when",
          "504", "The answer was not there in time; the call may be repeated");
  private static final Map<String, String> WITH_BODY =
      Map.of(
          "408", "The body did not arrive in time",
          "413", "The body is too large",
          "415", "The body is not application/json");

  @Override
  public void filterOpenAPI(OpenAPI document) {
    if (document.getPaths() == null) {
      return;
    }
    document.getPaths().getPathItems().forEach(ApiDescription::describe);
  }

  private static void describe(String path, PathItem item) {
    if (!path.startsWith("/api/") && !path.startsWith("/rest-at/")) {
      return;
    }
    for (Operation operation : List.copyOf(item.getOperations().values())) {
      add(operation, EVERYWHERE);
      if (operation.getRequestBody() != null) {
        operation.getRequestBody().setRequired(true);
        add(operation, WITH_BODY);
      }
    }
  }

  private static void add(Operation operation, Map<String, String> refusals) {
    APIResponses responses = operation.getResponses();
    refusals.forEach(
        (status, description) -> {
          if (!responses.hasAPIResponse(status)) {
            responses.addAPIResponse(
                status, OASFactory.createAPIResponse().description(description));
          }
        });
    responses.getAPIResponses().forEach(ApiDescription::explain);
  }

  /** Without a content of its own a refusal has a {@link Problem} as its body. */
  private static void explain(String status, APIResponse response) {
    if (status.startsWith("2") || response.getContent() != null) {
      return;
    }
    Schema problem = OASFactory.createSchema().ref("#/components/schemas/Problem");
    response.content(
        OASFactory.createContent()
            .addMediaType(Problem.MEDIA_TYPE, OASFactory.createMediaType().schema(problem)));
  }
}
