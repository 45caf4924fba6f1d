package dev.lockstep.rest;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/**
 * OpenAPI filter: adds to the document what holds for every call: how it may be refused, with which
 * headers, and who may make it.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class ApiDescription implements OASFilter {
  /**
   * Extension of an operation: the problem types of its own, for example {@code other-commands
   * not-ended}. It is replaced by responses, and stands in no document.
   */
  public static final String PROBLEMS = "x-problems";

  /** Operations that say something without a body, too. */
  private static final Set<String> OPTIONAL_BODIES = Set.of("commitTransaction");

  /** Paths whose callers have roles. */
  private static final List<String> OF_THE_API = List.of("/api/", "/rest-at/", "/lra/", "/tcc/");

  /**
   * Paths where only a status that was asked for, and a failure, have a body (MicroProfile LRA).
   */
  private static final String EMPTY_ANSWERS = "/lra/participants/{id}";

  private static final String BASIC = "basic";
  private static final String CERTIFICATE = "clientCertificate";
  private static final String TOKEN = "token";

  @Override
  public void filterOpenAPI(OpenAPI document) {
    if (document.getPaths() == null) {
      return;
    }
    document
        .getComponents()
        .responses(ProblemResponses.shared())
        .headers(ProblemResponses.headers())
        .securitySchemes(schemes());
    document.getPaths().getPathItems().forEach(ApiDescription::describe);
  }

  private static Map<String, SecurityScheme> schemes() {
    Map<String, SecurityScheme> schemes = new LinkedHashMap<>();
    schemes.put(
        BASIC,
        OASFactory.createSecurityScheme()
            .type(SecurityScheme.Type.HTTP)
            .scheme("basic")
            .description("A name and password of `lockstep.security.users-file`"));
    schemes.put(
        CERTIFICATE,
        OASFactory.createSecurityScheme()
            .type(SecurityScheme.Type.MUTUALTLS)
            .description("A client certificate, whose name gives the roles"));
    schemes.put(
        TOKEN,
        OASFactory.createSecurityScheme()
            .type(SecurityScheme.Type.HTTP)
            .scheme("bearer")
            .bearerFormat("JWT")
            .description("An access token of the OpenID provider (`lockstep.oidc.issuer`)"));
    return schemes;
  }

  private static void describe(String path, PathItem item) {
    boolean api = OF_THE_API.stream().anyMatch(path::startsWith);
    if (!api && !path.startsWith("/problems")) {
      return;
    }
    if (item.getHEAD() != null) {
      // It has no body by definition; the generator finds one nevertheless.
      item.getHEAD().getResponses().getAPIResponses().values().forEach(each -> each.content(null));
    }
    for (Operation operation : List.copyOf(item.getOperations().values())) {
      if (path.startsWith(EMPTY_ANSWERS)) {
        empty(operation);
      }
      Set<ProblemType> types = own(operation);
      types.addAll(api ? ProblemResponses.EVERYWHERE : ProblemResponses.WITHOUT_LOGIN);
      if (operation.getRequestBody() != null) {
        boolean optional = OPTIONAL_BODIES.contains(operation.getOperationId());
        operation.getRequestBody().setRequired(!optional);
        types.addAll(ProblemResponses.WITH_BODY);
      }
      ProblemResponses.add(operation.getResponses(), types);
      operation.getResponses().getAPIResponses().forEach(ApiDescription::succeed);
      if (api) {
        secure(operation);
      } else {
        operation.setSecurity(List.of());
      }
    }
  }

  /** The generator finds a body in every answer. */
  private static void empty(Operation operation) {
    boolean asksStatus = "getActionStatus".equals(operation.getOperationId());
    operation
        .getResponses()
        .getAPIResponses()
        .forEach(
            (status, response) -> {
              if (status.equals("202") || (status.equals("200") && !asksStatus)) {
                response.content(null);
              }
            });
  }

  private static Set<ProblemType> own(Operation operation) {
    String names =
        operation.getExtensions() == null
            ? ""
            : String.valueOf(operation.getExtensions().getOrDefault(PROBLEMS, ""));
    operation.removeExtension(PROBLEMS);
    return Stream.of(names.split("[ ,]+", -1))
        .filter(name -> !name.isEmpty())
        .map(name -> ProblemType.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(ProblemType.class)));
  }

  private static void succeed(String status, APIResponse response) {
    if (!status.startsWith("2")) {
      return;
    }
    if (response.getContent() != null) {
      response.getContent().removeMediaType(Problem.MEDIA_TYPE);
    }
    if (status.equals("201") || status.equals("202")) {
      response.addHeader(ProblemResponses.LOCATION, ProblemResponses.header("Location"));
    }
    if (status.equals("202")) {
      response.addHeader(ProblemResponses.RETRY_AFTER, ProblemResponses.header("RetryAfter"));
    }
  }

  /** Roles are no scopes, which only OAuth has: they are told in the description. */
  private static void secure(Operation operation) {
    Set<String> roles = new TreeSet<>();
    if (operation.getSecurity() != null) {
      operation.getSecurity().stream()
          .flatMap(each -> each.getSchemes().values().stream())
          .forEach(roles::addAll);
    }
    String description = String.valueOf(operation.getDescription());
    operation.setDescription(description + "\n\nRoles: " + String.join(", ", roles) + ".");
    SecurityRequirement none = OASFactory.createSecurityRequirement();
    operation.setSecurity(
        List.of(
            OASFactory.createSecurityRequirement().addScheme(BASIC),
            OASFactory.createSecurityRequirement().addScheme(CERTIFICATE),
            OASFactory.createSecurityRequirement().addScheme(TOKEN),
            // Where no users are configured, on loopback.
            none));
  }
}
