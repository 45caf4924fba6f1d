package dev.lockstep.driver.mqtt;

import java.nio.file.Path;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.jspecify.annotations.Nullable;

/** Artemis in this process, where there is no mosquitto. */
final class ArtemisBroker implements TestBroker {
  private final int port;
  private @Nullable EmbeddedActiveMQ server;

  private ArtemisBroker(int port) {
    this.port = port;
  }

  static ArtemisBroker started(Path directory) throws Exception {
    ArtemisBroker broker = new ArtemisBroker(TestBroker.freePort());
    broker.start();
    return broker;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void start() throws Exception {
    Configuration configuration =
        new ConfigurationImpl()
            .setPersistenceEnabled(false)
            .setSecurityEnabled(false)
            .setJournalDirectory("target/artemis/" + port)
            .addAcceptorConfiguration("mqtt", "tcp://127.0.0.1:%d?protocols=MQTT".formatted(port));
    EmbeddedActiveMQ starting = new EmbeddedActiveMQ();
    starting.setConfiguration(configuration);
    starting.start();
    server = starting;
  }

  @Override
  public void stop() throws Exception {
    if (server != null) {
      server.stop();
      server = null;
    }
  }
}
