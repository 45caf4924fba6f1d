package dev.lockstep.dashboard;

import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Optional;

/** Port to logins by an OpenID provider, which last for a session as those with a password do. */
public interface ProviderSignIn {
  /** Where such a login begins, and where the provider sends the browser back to. */
  String PATH = "/dashboard/login/provider";

  /** Where the provider sends the browser after a login was ended there. */
  String SIGNED_OUT = "/dashboard/login";

  /** The provider's host, for the page; empty where none is configured. */
  Optional<String> offered();

  /**
   * Begins a login. Blocks while the provider is asked.
   *
   * @return where the browser goes on; the answer to the call carries a cookie that belongs to it
   * @throws dev.lockstep.rest.RequestRefusedException PROVIDER_UNAVAILABLE
   */
  URI begin(RoutingContext call);

  /**
   * Begins the session of the person whom the provider sent back.
   *
   * @return empty where the call does not end a login of this browser
   * @throws dev.lockstep.rest.RequestRefusedException FORBIDDEN where the person has no role here
   */
  Optional<SignIn.Session> complete(RoutingContext call);
}
