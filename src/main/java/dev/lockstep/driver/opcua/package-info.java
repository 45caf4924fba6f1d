/**
 * Machines that speak OPC UA, over Eclipse Milo's stack. Sees {@code device} and {@code driver};
 * Milo's types live only here.
 *
 * <p>Milo's own client keeps a write that its caller gave up on and sends it when the connection
 * comes back, seconds later. So it is not used here: a {@link
 * dev.lockstep.driver.opcua.SecureChannelConnection} is one secure channel that is never opened
 * again, the {@link dev.lockstep.driver.opcua.SessionReactivation} moves a session from way to way,
 * and nothing can wait where nobody looks.
 *
 * <p>Invariant: a write or call that went through the {@link dev.lockstep.driver.opcua.SendGate}
 * stays in {@link dev.lockstep.driver.opcua.OutstandingRequests} until it is answered or its way is
 * proved shut.
 */
@NullMarked
package dev.lockstep.driver.opcua;

import org.jspecify.annotations.NullMarked;
