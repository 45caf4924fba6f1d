package dev.lockstep.plant;

import java.security.cert.X509Certificate;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;

/**
 * A stamp that strikes when it is told, each time it is told, and keeps no record of it: a second
 * strike spoils the part. Only somebody who stands there sees what it has done.
 *
 * <p>Thread-safe.
 */
public final class Stamp implements AutoCloseable {
  public static final String NAMESPACE = "urn:lockstep:plant:stamp";

  private final MachineServer server;
  private final Logbook logbook = new Logbook();

  /** Not listening until {@link #start}. */
  public Stamp(int port) {
    server = new MachineServer("Stamp", NAMESPACE, port);
    MachineNamespace tags = server.namespace();
    tags.writable("Part", OpcUaDataType.UInt32, Unsigned.uint(0));
    tags.method(
        "Strike", "Part", OpcUaDataType.UInt32, part -> logbook.note("strike " + part.value()));
  }

  public Stamp start() {
    server.start();
    return this;
  }

  /** "strike N" with the part's number. No client sees it. */
  public Logbook logbook() {
    return logbook;
  }

  public String endpoint() {
    return server.endpoint();
  }

  /** What a client must trust that wants Basic256Sha256. */
  public X509Certificate certificate() {
    return server.certificate();
  }

  @Override
  public void close() {
    server.close();
  }
}
