package dev.lockstep.dashboard;

import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Optional;

/** Port to logins that last for a session. */
public interface SignIn {
  /** Name of the cookie that carries a session's token. */
  String COOKIE = "lockstep-session";

  /** The paths that it is sent to. */
  String PATH = "/dashboard";

  /** Attribute of an identity: its {@link Session}. */
  String SESSION = "lockstep.session";

  /** A login that lasts. */
  interface Session {
    /** What the cookie holds; known to the browser alone. */
    String token();

    /** Whether it still lasts; asking does not make it last longer. */
    boolean lasts();

    /**
     * Where the login that it rests on is ended too; empty where it rests on nothing else, as with
     * a password.
     */
    default Optional<URI> endedAt() {
      return Optional.empty();
    }
  }

  /** Whether there are users, so that a name and a password can be right. */
  boolean offered();

  /**
   * Begins a session. Blocks while the password is hashed.
   *
   * @throws dev.lockstep.rest.RequestRefusedException UNAUTHENTICATED where name or password is
   *     wrong, TOO_MANY_GUESSES or OVERLOADED
   */
  Session begin(String name, String password, RoutingContext call);

  /** Ends it at once; its token is worth nothing from now on. */
  void end(Session session);
}
