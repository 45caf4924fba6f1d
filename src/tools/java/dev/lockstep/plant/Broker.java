package dev.lockstep.plant;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/** An MQTT broker in this process, on loopback, in memory alone. Speaks MQTT 3.1 to 5. */
public final class Broker implements AutoCloseable {
  /** Held, because the log manager keeps loggers weakly and their levels with them. */
  private static final Logger LOG = Logger.getLogger("org.apache.activemq");

  private final int port;
  private final EmbeddedActiveMQ server = new EmbeddedActiveMQ();

  /** Not listening until {@link #start}. */
  public Broker(int port) {
    this.port = port;
  }

  public Broker start() {
    LOG.setLevel(Level.SEVERE); // its audit log would tell every message
    try {
      server.setConfiguration(configuration()).start();
    } catch (Exception e) {
      throw new IllegalStateException("no broker on port " + port, e);
    }
    return this;
  }

  public String address() {
    return "mqtt://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the broker did not stop", e);
    }
  }

  private Configuration configuration() throws Exception {
    String acceptor = "tcp://127.0.0.1:%d?protocols=MQTT;tcpNoDelay=true".formatted(port);
    return new ConfigurationImpl()
        .setPersistenceEnabled(false)
        .setSecurityEnabled(false)
        .setJMXManagementEnabled(false)
        .addAcceptorConfiguration("mqtt", acceptor);
  }
}
