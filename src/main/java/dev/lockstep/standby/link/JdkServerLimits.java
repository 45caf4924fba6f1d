package dev.lockstep.standby.link;

import java.util.Map;

/**
 * Limits of the JDK's HTTP server (module jdk.httpserver), which are properties of the process and
 * read once, with the first server.
 */
public final class JdkServerLimits {
  private static final Map<String, String> LIMITS =
      Map.of(
          "jdk.httpserver.maxConnections", "64",
          "sun.net.httpserver.maxReqTime", "60", // seconds, of a whole request
          "sun.net.httpserver.idleInterval", "60", // seconds between two requests
          "sun.net.httpserver.nodelay", "true"); // head and body leave one by one

  private JdkServerLimits() {}

  /** Sets those that are not set yet. To be called before the first server is made. */
  public static void set() {
    LIMITS.forEach(
        (name, value) -> {
          if (System.getProperty(name) == null) {
            System.setProperty(name, value);
          }
        });
  }
}
