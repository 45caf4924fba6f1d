package dev.lockstep.rest;

import dev.lockstep.transaction.Requester;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;

/**
 * The caller of the request that this thread answers: its identity and its address. Thread-safe.
 */
public final class CurrentCaller {
  private final CurrentIdentityAssociation identities;
  private final CurrentVertxRequest requests;

  public CurrentCaller(CurrentIdentityAssociation identities, CurrentVertxRequest requests) {
    this.identities = identities;
    this.requests = requests;
  }

  SecurityIdentity identity() {
    return identities.getIdentity();
  }

  Requester requester() {
    return new Requester(name(identity()), address(requests.getCurrent()));
  }

  /** Empty without a login. */
  static String name(SecurityIdentity identity) {
    return identity.isAnonymous() ? "" : identity.getPrincipal().getName();
  }

  static String address(RoutingContext call) {
    SocketAddress remote = call.request().remoteAddress();
    return remote == null ? "" : remote.toString();
  }
}
