/**
 * The OPC UA driver, on the transport and encoding of Eclipse Milo. Sees {@code device} and {@code
 * driver}; Milo's types live only here.
 *
 * <p>Secure channels and sessions are kept here and not by Milo's client (decision 3): a {@link
 * dev.lockstep.driver.opcua.SecureChannelConnection} is one secure channel that is never opened
 * again, so no request waits in it for a connection; the {@link
 * dev.lockstep.driver.opcua.SessionReactivation} puts the session on the next one.
 *
 * <p>Invariant: a write or call that went through the {@link dev.lockstep.driver.opcua.SendGate}
 * stays in {@link dev.lockstep.driver.opcua.OutstandingRequests} until it is answered, or the
 * server is proved to refuse it.
 */
@NullMarked
package dev.lockstep.driver.opcua;

import org.jspecify.annotations.NullMarked;
