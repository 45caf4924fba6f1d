package dev.lockstep.rest;

import static dev.lockstep.rest.ApiDescription.PROBLEMS;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * HTTP API of the pages that problem types lead to (RFC 9457, 3.1.1). Without login, because a
 * caller who is refused for want of one looks here too.
 */
@Path("/problems")
@Tag(name = "Problems", description = "What each type of a problem means, and what to do")
@PermitAll
@RunOnVirtualThread
public final class ProblemsApi {
  /** A packaged copy of {@code src/site/markdown/problems.md}. */
  private static final String PAGE = "/pages/problems.md";

  private static final String HEADING = "## ";
  private static final String TEXT = "text/plain;charset=UTF-8";

  private final Map<String, String> sections =
      sections(new String(PackagedPage.octets(PAGE), StandardCharsets.UTF_8));

  /** The sections by the paths that are their headings. */
  private static Map<String, String> sections(String page) {
    Map<String, String> sections = new LinkedHashMap<>();
    for (String section : page.split("(?m)^(?=" + HEADING + ")", -1)) {
      if (section.startsWith(HEADING)) {
        String path = section.substring(HEADING.length(), section.indexOf('\n')).strip();
        sections.put(path, section.strip() + "\n");
      }
    }
    return sections;
  }

  @GET
  @Path("{name}")
  // Whatever is accepted: people and programs both follow the link.
  @Produces(MediaType.WILDCARD)
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "not-found"),
      operationId = "getProblem",
      summary = "What a problem means, and what to do",
      description = "The page that the `type` of a problem leads to. Needs no login.")
  @APIResponse(
      responseCode = "200",
      description = "A section of the page about problems, as Markdown",
      content = @Content(mediaType = TEXT, schema = @Schema(type = SchemaType.STRING)))
  public Response get(@Parameter(example = "malformed") @PathParam("name") String name) {
    String section = sections.get("/problems/" + name);
    if (section == null) {
      throw new RequestRefusedException(
          ProblemType.NOT_FOUND, "no problem has that name; /q/openapi lists their types");
    }
    return Response.ok(section, TEXT).build();
  }
}
