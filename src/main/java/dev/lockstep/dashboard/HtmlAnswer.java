package dev.lockstep.dashboard;

import dev.lockstep.rest.RefusalPages;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** Answers to browsers. */
final class HtmlAnswer {
  private static final int SEE_OTHER = 303;

  private HtmlAnswer() {}

  static Response ok(TemplateInstance page) {
    return of(200, page);
  }

  static Response of(int status, TemplateInstance page) {
    return Response.status(status).type(RefusalPages.MEDIA_TYPE).entity(page.render()).build();
  }

  /** What follows a form, so that loading the page again does not send it again. */
  static Response see(String path) {
    return Response.status(SEE_OTHER).header(HttpHeaders.LOCATION, path).build();
  }
}
