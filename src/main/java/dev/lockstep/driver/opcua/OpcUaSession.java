package dev.lockstep.driver.opcua;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;

/**
 * A session at a server. ActivateSession can put it on another secure channel; from then on the
 * server refuses it on the one before (OPC 10000-4, 5.7.3).
 */
final class OpcUaSession {

  /** For requests outside of any session: discovery, and opening one. */
  static final OpcUaSession NONE = new OpcUaSession(NodeId.NULL_VALUE, Duration.ZERO);

  private final NodeId token;
  private final Duration timeout;
  private volatile ByteString nonce = ByteString.NULL_VALUE;
  private volatile Optional<OwnCertificate> begunWith = Optional.empty();
  private volatile Instant serverStart = Instant.EPOCH;

  /**
   * @param token the authentication token, a secret between gateway and server
   * @param timeout as revised by the server: how long it keeps the session without hearing of it
   */
  OpcUaSession(NodeId token, Duration timeout) {
    this.token = token;
    this.timeout = timeout;
  }

  NodeId token() {
    return token;
  }

  Duration timeout() {
    return timeout;
  }

  /** The server's nonce, to be signed at the next activation. */
  ByteString nonce() {
    return nonce;
  }

  void nonce(ByteString next) {
    nonce = next;
  }

  /** The gateway's certificate that it was begun with; the server moves it for no other. */
  Optional<OwnCertificate> begunWith() {
    return begunWith;
  }

  void begunWith(OwnCertificate own) {
    begunWith = Optional.of(own);
  }

  /** When the server that opened this session was started, by the server's own clock. */
  Instant serverStart() {
    return serverStart;
  }

  void serverStart(Instant start) {
    serverStart = start;
  }
}
