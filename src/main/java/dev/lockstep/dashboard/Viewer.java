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
  /** How the names of those begin for whom an identity provider vouches. */
  private static final String VOUCHED = "oidc:";

  Viewer {
    roles = Set.copyOf(roles);
  }

  public boolean anonymous() {
    return name.isEmpty();
  }

  /** The name that people know, without the subject that an identity provider has for it. */
  public String shortName() {
    int subject = name.startsWith(VOUCHED) ? name.lastIndexOf('#') : -1;
    return subject < 0 ? name : name.substring(0, subject);
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
