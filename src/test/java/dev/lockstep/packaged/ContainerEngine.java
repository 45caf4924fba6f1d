package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Podman with images and containers of its own in a folder, so that nothing of this machine's is
 * seen or left. Containers have this machine's network, and processes, users and files of their
 * own.
 *
 * @param shell where it is called, with its settings in the environment
 */
record ContainerEngine(CommandLine shell) {
  static final String BASE = "localhost/debian";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** The limits are those of this process: a build machine may not raise them. */
  private static final String SETTINGS =
      """
      [containers]
      default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
      netns = "host"
      [engine]
      runtime = "runc"
      cgroup_manager = "cgroupfs"
      events_logger = "none"
      image_default_transport = "containers-storage:"
      [engine.runtimes]
      runc = ["%s"]
      """;

  /** The least that is whole: the images are small, and nothing of them need outlive the test. */
  private static final String STORAGE =
      """
      [storage]
      driver = "overlay"
      graphroot = "%1$s/images"
      runroot = "%1$s/run"
      """;

  /** Nothing is fetched. */
  private static final String DEBIAN = "FROM scratch\nADD debian.tar /\n";

  static void require() {
    SmallDebian.require();
    Distribution.required("podman");
    Distribution.required("runc");
  }

  static ContainerEngine in(Path folder) throws IOException, InterruptedException {
    Path runc = Distribution.required("runc");
    Path settings = Files.writeString(folder.resolve("engine.conf"), SETTINGS.formatted(runc));
    Path storage = Files.writeString(folder.resolve("storage.conf"), STORAGE.formatted(folder));
    return new ContainerEngine(
        new CommandLine(
            folder,
            Map.of(
                "CONTAINERS_CONF",
                settings.toString(),
                "CONTAINERS_STORAGE_CONF",
                storage.toString())));
  }

  /** The small Debian as an image, {@value #BASE}. */
  void importDebian() throws IOException, InterruptedException {
    Path context = Files.createDirectories(shell.folder().resolve("base"));
    Files.createLink(context.resolve("debian.tar"), SmallDebian.archive());
    Files.writeString(context.resolve("Containerfile"), DEBIAN);
    must("podman", "build", "--isolation", "chroot", "--quiet", "-t", BASE, context.toString());
  }

  /** The gateway's image of this package, as deploy/container/build makes it. */
  void build(Path context, String... options) throws IOException, InterruptedException {
    String script = Path.of("deploy/container/build").toAbsolutePath().toString();
    List<String> command = new ArrayList<>(List.of("sh", script, context.toString()));
    command.addAll(List.of("--isolation", "chroot", "--quiet"));
    command.addAll(List.of(options));
    demand(shell.in(Map.of("ENGINE", "podman", "BASE", BASE)).run(command, PATIENCE));
  }

  CommandLine.Said podman(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("podman"));
    command.addAll(Arrays.asList(arguments));
    return shell.run(command, PATIENCE);
  }

  /** A command that must do what it is told. */
  String must(String... command) throws IOException, InterruptedException {
    return demand(shell.run(List.of(command), PATIENCE)).out();
  }

  private static CommandLine.Said demand(CommandLine.Said said) {
    assertThat(said.code()).as("%s", said).isZero();
    return said;
  }

  /** Ends what runs, and takes all of it away. */
  void leaveNothing() throws IOException, InterruptedException {
    must("podman", "rm", "--all", "--force", "--time", "0");
    must("podman", "rmi", "--all", "--force");
  }
}
