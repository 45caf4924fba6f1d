package dev.lockstep.rest;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/** Responses of the OpenAPI document that are problems: which types a status may have. */
final class ProblemResponses {
  static final String RETRY_AFTER = "Retry-After";
  static final String LOCATION = "Location";
  private static final String CHALLENGE = "WWW-Authenticate";
  private static final String SHARED = "Problem";

  /** Only where an operation names them itself. */
  private static final Set<ProblemType> OF_ONE_CALL =
      EnumSet.of(
          ProblemType.STRANGER,
          ProblemType.BACKUP_FAILED,
          ProblemType.UNREADABLE,
          ProblemType.PLANS_UNREADABLE,
          ProblemType.TRUST_UNAVAILABLE);

  /** Every call may be refused so. */
  static final Set<ProblemType> EVERYWHERE = with(400, 401, 403, 406, 421, 429, 500, 503);

  /** Every call that has a body. */
  static final Set<ProblemType> WITH_BODY = with(408, 413, 415);

  /** Calls that need no login. */
  static final Set<ProblemType> WITHOUT_LOGIN = with(400, 421, 500);

  /** Statuses after which the same request may succeed. */
  private static final Set<Integer> LATER = Set.of(429, 503, 504);

  private ProblemResponses() {}

  private static Set<ProblemType> with(Integer... statuses) {
    Set<ProblemType> types = EnumSet.noneOf(ProblemType.class);
    List<Integer> wanted = List.of(statuses);
    Arrays.stream(ProblemType.values())
        .filter(type -> wanted.contains(type.status()) && !OF_ONE_CALL.contains(type))
        .forEach(types::add);
    return types;
  }

  /** Responses that many operations have: for each status one, with its types. */
  static Map<String, APIResponse> shared() {
    Map<String, APIResponse> shared = new LinkedHashMap<>();
    Set<ProblemType> types = EnumSet.copyOf(EVERYWHERE);
    types.addAll(WITH_BODY);
    byStatus(types).forEach((status, of) -> shared.put(SHARED + status, response(status, of)));
    return shared;
  }

  private static Map<Integer, Set<ProblemType>> byStatus(Set<ProblemType> types) {
    return types.stream()
        .collect(
            Collectors.groupingBy(
                ProblemType::status,
                TreeMap::new,
                Collectors.toCollection(() -> EnumSet.noneOf(ProblemType.class))));
  }

  /** Adds these problems to what the operation says itself. */
  static void add(APIResponses responses, Set<ProblemType> types) {
    Map<String, APIResponse> shared = shared();
    byStatus(types)
        .forEach(
            (status, of) -> {
              String key = String.valueOf(status);
              APIResponse own = responses.getAPIResponse(key);
              APIResponse common = shared.get(SHARED + key);
              boolean spoken = own != null && own.getContent() != null;
              if (!spoken && common != null && of.equals(with(status))) {
                responses.addAPIResponse(
                    key,
                    OASFactory.createAPIResponse().ref("#/components/responses/" + SHARED + key));
              } else {
                responses.addAPIResponse(key, merged(own, response(status, of)));
              }
            });
  }

  /** An answer that is no problem, a vote, stands beside the problem under another media type. */
  private static APIResponse merged(APIResponse own, APIResponse problem) {
    if (own == null || own.getContent() == null) {
      return problem;
    }
    MediaType type = problem.getContent().getMediaType(Problem.MEDIA_TYPE);
    own.getContent().removeMediaType(Problem.MEDIA_TYPE);
    own.getContent().addMediaType(Problem.MEDIA_TYPE, type);
    own.setDescription(own.getDescription() + "\n\n" + problem.getDescription());
    own.setHeaders(problem.getHeaders());
    return own;
  }

  private static APIResponse response(int status, Set<ProblemType> types) {
    Schema type =
        OASFactory.createSchema()
            .enumeration(types.stream().<Object>map(ProblemType::uri).toList());
    Schema schema =
        OASFactory.createSchema()
            .addAllOf(OASFactory.createSchema().ref("#/components/schemas/" + SHARED))
            .addAllOf(OASFactory.createSchema().addProperty("type", type));
    APIResponse response =
        OASFactory.createAPIResponse()
            .description(
                types.stream()
                    .map(each -> "`%s`: %s".formatted(each.uri(), each.title()))
                    .collect(Collectors.joining("\n\n")))
            .content(
                OASFactory.createContent()
                    .addMediaType(
                        Problem.MEDIA_TYPE,
                        OASFactory.createMediaType()
                            .schema(schema)
                            .example(example(types.iterator().next()))));
    if (LATER.contains(status)) {
      response.addHeader(RETRY_AFTER, header("RetryAfter"));
    }
    if (status == 401) {
      response.addHeader(CHALLENGE, header("Challenge"));
    }
    return response;
  }

  private static Map<String, Object> example(ProblemType type) {
    Map<String, Object> example = new LinkedHashMap<>();
    example.put("type", type.uri());
    example.put("title", type.title());
    example.put("status", type.status());
    example.put("detail", type.sentence());
    example.put("instance", "/api/v1/transactions/changeover-7");
    return example;
  }

  static Header header(String name) {
    return OASFactory.createHeader().ref("#/components/headers/" + name);
  }

  static Map<String, Header> headers() {
    Map<String, Header> headers = new LinkedHashMap<>();
    headers.put(
        "RetryAfter",
        header(
            Schema.SchemaType.INTEGER, "seconds after which the same request may fare better", 1));
    headers.put(
        "Location",
        header(
            Schema.SchemaType.STRING,
            "where to ask how it stands, or what was made",
            "/api/v1/transactions/changeover-7"));
    headers.put(
        "Challenge",
        header(
            Schema.SchemaType.STRING,
            "how to authenticate",
            new AuthenticationSchemes(false).challenge()));
    return headers;
  }

  private static Header header(Schema.SchemaType type, String description, Object example) {
    return OASFactory.createHeader()
        .description(description)
        .schema(OASFactory.createSchema().addType(type))
        .example(example);
  }
}
