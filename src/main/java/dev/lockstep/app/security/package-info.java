/**
 * Security: users, roles and passwords, tokens of an OpenID provider, TLS for outgoing calls, the
 * limit of connections and the host names of the listener, and the rule by which a gateway that
 * others can reach without TLS and authentication does not start.
 *
 * <p>Sees {@code app.config}, and of {@code rest} roles, origins and refusals. Invariant: no
 * password is logged, kept in clear, or compared in a time that tells anything of it.
 */
@NullMarked
package dev.lockstep.app.security;

import org.jspecify.annotations.NullMarked;
