package dev.lockstep.dashboard;

import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RefusalPages;
import dev.lockstep.rest.RequestRefusedException;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Refusals as pages. Who has not said who it is, is led to the login. */
@Singleton
final class HtmlRefusals implements RefusalPages {
  private static final int SEE_OTHER = 303;
  private static final String LIVE = "/dashboard/live";

  private final PageFrames frames;

  HtmlRefusals(PageFrames frames) {
    this.frames = frames;
  }

  @Override
  public boolean cover(String path) {
    return path.equals(SignIn.PATH) || path.startsWith(SignIn.PATH + "/");
  }

  @Override
  public Page page(RequestRefusedException refusal, String path, String query, boolean fragment) {
    ProblemType type = refusal.type();
    boolean asked = !fragment && !path.startsWith(LIVE);
    if (type == ProblemType.UNAUTHENTICATED && asked && !path.startsWith(LoginApi.LOGIN)) {
      String then = query.isEmpty() ? path : path + "?" + query;
      String login = LoginApi.LOGIN + "?then=" + Addresses.encoded(then);
      return new Page(SEE_OTHER, Optional.of(login), "");
    }
    String detail = String.valueOf(refusal.getMessage());
    String html =
        asked
            ? new Pages.Refused(frames.outside(type.title()), type.title(), detail).render()
            : new Pages.RefusedPart(type.title(), detail).render();
    return new Page(type.status(), Optional.empty(), html);
  }
}
