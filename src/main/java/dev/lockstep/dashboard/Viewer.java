package dev.lockstep.dashboard;

import dev.lockstep.rest.Roles;
import dev.lockstep.transaction.Requester;
import java.util.Optional;
import java.util.Set;

/**
 * Viewer: who looks at a page, and what that person may do.
 *
 * @param name as authenticated; empty where no login is configured
 * @param session of a login by the form; empty for a certificate, a password sent with each request
 *     and where no login is configured
 * @param requester for the record of acts
 */
record Viewer(
    String name, Set<String> roles, Optional<SignIn.Session> session, Requester requester) {
  Viewer {
    roles = Set.copyOf(roles);
  }

  public boolean anonymous() {
    return name.isEmpty();
  }

  /** Whether the page may show what an operator may press. */
  public boolean operator() {
    return roles.contains(Roles.OPERATOR);
  }

  /** Whom the forms of a page are given to. */
  public String holder() {
    return session.map(each -> "session " + each.token()).orElse("name " + name);
  }
}
