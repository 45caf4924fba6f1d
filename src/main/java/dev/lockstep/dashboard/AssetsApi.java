package dev.lockstep.dashboard;

import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestRefusedException;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** Scripts and styles of the pages, for everybody: the login needs them too. */
@Path("/dashboard/assets")
public final class AssetsApi {
  private static final String FOR_A_YEAR = "public, max-age=31536000, immutable";

  private final Assets assets;

  AssetsApi(Assets assets) {
    this.assets = assets;
  }

  /** Never blocks: all of them are in memory. */
  @GET
  @Path("{version}/{name}")
  @PermitAll
  public Response get(
      @PathParam("version") String version,
      @PathParam("name") String name,
      @HeaderParam(HttpHeaders.ACCEPT_ENCODING) @Nullable String accepted) {
    Asset asset =
        assets
            .find(version, name)
            .orElseThrow(
                () ->
                    new RequestRefusedException(
                        ProblemType.NOT_FOUND,
                        "no such file in this version: load the page again"));
    boolean zip = accepted != null && accepted.contains("gzip");
    Response.ResponseBuilder answer =
        Response.ok(asset.bytes(zip))
            .type(asset.mediaType())
            .header(HttpHeaders.CACHE_CONTROL, FOR_A_YEAR)
            .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    return zip ? answer.header(HttpHeaders.CONTENT_ENCODING, "gzip").build() : answer.build();
  }
}
