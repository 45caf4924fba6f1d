/** A real OpenID provider for tests, in a JVM of its own. */
@NullMarked
package dev.lockstep.oidc;

import org.jspecify.annotations.NullMarked;
