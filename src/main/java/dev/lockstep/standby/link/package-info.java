/**
 * The link between the two PCs of a line: {@link dev.lockstep.standby.PeerRequest}s over HTTP/1.1
 * and TLS 1.3, where each shows a certificate. Sees {@code standby}.
 *
 * <p>Invariant: nothing reaches the line's seat that the other PC's certificate does not vouch for,
 * and nothing is waited for without a limit.
 */
@NullMarked
package dev.lockstep.standby.link;

import org.jspecify.annotations.NullMarked;
