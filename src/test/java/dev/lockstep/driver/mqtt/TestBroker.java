package dev.lockstep.driver.mqtt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;

/** A real broker on a free port of the loopback, which can be stopped and started again. */
interface TestBroker extends AutoCloseable {

  /** mosquitto where it is installed, else Artemis in this process. */
  static TestBroker started(Path directory) throws Exception {
    if (MosquittoBroker.installed()) {
      return MosquittoBroker.started(directory, List.of("allow_anonymous true"));
    }
    if ("true".equals(System.getenv("LOCKSTEP_CI"))) {
      throw new IllegalStateException("mosquitto is not installed, and LOCKSTEP_CI=true wants it");
    }
    System.out.println("mosquitto is not installed: against Artemis instead");
    return ArtemisBroker.started(directory);
  }

  static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  int port();

  default String uri() {
    return "mqtt://127.0.0.1:" + port();
  }

  void start() throws Exception;

  /** Ends it at once. Nothing that it held is kept. */
  void stop() throws Exception;

  @Override
  default void close() {
    try {
      stop();
    } catch (Exception failure) {
      throw new IllegalStateException("the broker did not stop", failure);
    }
  }
}
