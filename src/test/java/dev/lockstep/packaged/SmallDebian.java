package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Debian of its own in a folder (mmdebstrap, variant minbase): what a PC has before anything was
 * installed, without Java. Its network is that of this machine.
 *
 * @param root its files
 * @param shell where what it says is kept
 */
record SmallDebian(Path root, CommandLine shell) {
  /** A start cache is made meanwhile, on whatever machine this is. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Java looks for the disk of a file among the mounts, so the root is one. */
  private static final String INSIDE =
      "mount --bind \"$0\" \"$0\" && mount -t proc proc \"$0/proc\" && exec chroot \"$0\""
          + " /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \"$@\"";

  /** Whether this machine lets us make one; where it must, fails. */
  static void require() {
    Distribution.required("mmdebstrap");
    Distribution.required("unshare");
    assertThat(System.getProperty("user.name")).as("a chroot takes root").isEqualTo("root");
  }

  /** Made once, and unpacked for each. */
  static Path archive() throws IOException, InterruptedException {
    return MadeOnce.get(
        "debian.tar",
        half ->
            demand(
                new CommandLine(half.getParent(), Map.of())
                    .run(
                        List.of(
                            "mmdebstrap", "--quiet", "--variant=minbase", suite(), half.toString()),
                        PATIENCE)));
  }

  static SmallDebian make(String name) throws IOException, InterruptedException {
    Path folder = Distribution.folder(name);
    CommandLine shell = new CommandLine(folder, Map.of());
    Path root = Files.createDirectories(folder.resolve("root"));
    demand(
        shell.run(
            List.of("tar", "-xf", archive().toString(), "-C", root.toString(), "--numeric-owner")));
    return new SmallDebian(root, shell);
  }

  /** That of this machine, so that what is installed here is installed there. */
  private static String suite() throws IOException {
    return Files.readAllLines(Path.of("/etc/os-release")).stream()
        .filter(line -> line.startsWith("VERSION_CODENAME="))
        .map(line -> line.substring(line.indexOf('=') + 1))
        .findFirst()
        .orElse("stable");
  }

  private static CommandLine.Said demand(CommandLine.Said said) {
    assertThat(said.code()).as("%s", said).isZero();
    return said;
  }

  /** The words of a command that runs inside as root; words like A=B before it are variables. */
  List<String> inside(String... command) {
    return Stream.concat(
            Stream.of("unshare", "--mount", "sh", "-c", INSIDE, root.toString()),
            Stream.of(command))
        .toList();
  }

  CommandLine.Said run(String... command) throws IOException, InterruptedException {
    return shell.run(inside(command), PATIENCE);
  }

  /** A command that must do what it is told. */
  String must(String... command) throws IOException, InterruptedException {
    return demand(run(command)).out();
  }

  /** Brings a file in. */
  String bring(Path file) throws IOException {
    Files.copy(
        file, root.resolve("tmp").resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    return "/tmp/" + file.getFileName();
  }

  /** A file inside. */
  Path at(String path) {
    return root.resolve(path.substring(1));
  }

  /** Its gateway as the service runs it, with the output in a log; exec leads to the JVM itself. */
  Process gateway(Path log, Map<String, String> environment) throws IOException {
    List<String> words = new ArrayList<>();
    environment.forEach((name, value) -> words.add(name + "=" + value));
    words.addAll(
        List.of(
            "setpriv",
            "--reuid=lockstep",
            "--regid=lockstep",
            "--init-groups",
            "--bounding-set=-all"));
    words.add("/usr/lib/lockstep/bin/lockstep");
    return new ProcessBuilder(inside(words.toArray(String[]::new)))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }
}
