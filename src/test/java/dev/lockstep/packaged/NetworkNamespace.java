package dev.lockstep.packaged;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A host of its own on this machine: a network namespace of Linux with a name, an address and a
 * cable. Removed when it is closed.
 *
 * @param host its name below {@code plant.example}
 * @param number the last part of its address
 */
record NetworkNamespace(String host, int number) implements AutoCloseable {
  private static final Path RESOLVERS = Path.of("/etc/netns");

  /** Whether this machine lets us make one. */
  static boolean possible() throws IOException, InterruptedException {
    return System.getProperty("user.name").equals("root")
        && Stream.of("/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip")
            .map(Path::of)
            .anyMatch(Files::exists)
        && run("unshare", "-n", "true") == 0;
  }

  static NetworkNamespace make(String host, int number) throws IOException, InterruptedException {
    NetworkNamespace made = new NetworkNamespace(host, number);
    made.close();
    demand("ip", "netns", "add", made.name());
    Path folder = Files.createDirectories(RESOLVERS.resolve(made.name()));
    Files.writeString(
        folder.resolve("hosts"),
        """
        127.0.0.1 localhost %s
        10.77.0.1 wildfly.plant.example
        10.77.0.2 line-a.plant.example
        """
            .formatted(InetAddress.getLocalHost().getHostName()));
    return made;
  }

  private String name() {
    return "lockstep-" + host;
  }

  private String device() {
    return "lockstep" + number;
  }

  private String address() {
    return "10.77.0.%d/24".formatted(number);
  }

  /** A cable between both. */
  void linkTo(NetworkNamespace other) throws IOException, InterruptedException {
    demand("ip", "link", "add", device(), "type", "veth", "peer", "name", other.device());
    for (NetworkNamespace each : List.of(this, other)) {
      demand("ip", "link", "set", each.device(), "netns", each.name());
      each.inside("ip", "addr", "add", each.address(), "dev", each.device());
      each.inside("ip", "link", "set", each.device(), "up");
      each.inside("ip", "link", "set", "lo", "up");
    }
  }

  private void inside(String... command) throws IOException, InterruptedException {
    demand(
        Stream.concat(Stream.of("ip", "netns", "exec", name()), Stream.of(command))
            .toArray(String[]::new));
  }

  TypedShell shell(Path folder, Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("ip", "netns", "exec", name(), "bash", "-s").directory(folder.toFile());
    builder.environment().putAll(environment);
    String java = System.getProperty("java.home");
    builder.environment().put("JAVA_HOME", java);
    builder.environment().merge("PATH", java + "/bin", (path, jdk) -> jdk + ":" + path);
    return new TypedShell(builder);
  }

  @Override
  public void close() throws IOException {
    try {
      run("ip", "netns", "del", name());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    Files.deleteIfExists(RESOLVERS.resolve(name()).resolve("hosts"));
    Files.deleteIfExists(RESOLVERS.resolve(name()));
  }

  private static void demand(String... command) throws IOException, InterruptedException {
    if (run(command) != 0) {
      throw new IOException("failed: " + String.join(" ", command));
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
