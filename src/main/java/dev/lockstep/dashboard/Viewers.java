package dev.lockstep.dashboard;

import dev.lockstep.transaction.Requester;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;

/** The viewer behind a request. */
final class Viewers {
  private Viewers() {}

  static Viewer of(RoutingContext call) {
    SocketAddress remote = call.request().remoteAddress();
    String address = remote == null ? "" : remote.toString();
    if (!(call.user() instanceof QuarkusHttpUser user)) {
      return new Viewer("", Set.of(), Optional.empty(), new Requester("", address));
    }
    SecurityIdentity identity = user.getSecurityIdentity();
    String name = identity.isAnonymous() ? "" : identity.getPrincipal().getName();
    SignIn.Session session = identity.getAttribute(SignIn.SESSION);
    return new Viewer(
        name, identity.getRoles(), Optional.ofNullable(session), new Requester(name, address));
  }
}
