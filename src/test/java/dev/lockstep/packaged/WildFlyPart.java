package dev.lockstep.packaged;

import dev.lockstep.chaos.ChaosPart;
import dev.lockstep.chaos.ChaosTally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Types every line of {@code deploy/coordinator/README.md} as it stands, on a real WildFly and a
 * packaged gateway, in two network namespaces: from no certificate to a press that has moved.
 */
public final class WildFlyPart implements ChaosPart {
  private static final String VERSION = "39.0.1.Final";
  private static final Path PAGE = Path.of("deploy/coordinator/README.md");
  private static final Pattern TYPED = Pattern.compile("(?ms)^```sh (\\w+)\\n(.*?)^```$");
  private static final Pattern MANAGEMENT = Pattern.compile("(?m)^ +(/subsystem=\\S+:.*)$");

  @Override
  public String name() {
    return "wildfly";
  }

  /** It takes its minute whatever the others get. */
  @Override
  public int weight() {
    return 0;
  }

  @Override
  public ChaosTally play(Occasion occasion) throws Exception {
    Optional<Path> archive = archive(occasion);
    if (archive.isEmpty() || !NetworkNamespace.possible()) {
      occasion
          .say()
          .accept("skipped: it wants network namespaces (root, ip) and WildFly's archive");
      return ChaosTally.NOTHING;
    }
    Path folder = Distribution.folder("wildfly");
    List<String> violations = new ArrayList<>();
    try (NetworkNamespace coordinator = NetworkNamespace.make("wildfly", 1);
        NetworkNamespace gateway = NetworkNamespace.make("line-a", 2)) {
      coordinator.linkTo(gateway);
      Path hosts = Files.createDirectories(folder.resolve("wildfly"));
      new CommandLine(hosts, Map.of()).run(List.of("unzip", "-q", archive.get().toString()));
      Path home = PackageCopy.in(Files.createDirectories(folder.resolve("line-a")));
      Map<String, String> settings =
          Map.of("WILDFLY", hosts.resolve("wildfly-" + VERSION).toString());
      try (TypedShell there = coordinator.shell(hosts, settings);
          TypedShell here = gateway.shell(home, settings)) {
        long begun = System.nanoTime();
        String last = "";
        for (MatchResult block : typed()) {
          boolean atGateway = block.group(1).equals("gateway");
          if (atGateway) {
            carry(hosts.resolve("plant-ca"), home.resolve("conf"));
          }
          TypedShell.Said said = (atGateway ? here : there).type(block.group(2));
          last = said.out();
          if (said.code() != 0) {
            violations.add(
                "wildfly: exit %d of %s: %s".formatted(said.code(), block.group(2), last));
          }
        }
        if (!last.contains("TransactionCommitted") || !last.contains("\"value\":850")) {
          violations.add("wildfly: the page ends with " + last);
        }
        String cli = "$WILDFLY/bin/jboss-cli.sh --connect --commands='%s'";
        TypedShell.Said looked = there.type(cli.formatted(String.join(",", management())));
        if (looked.out().contains("failed")) {
          violations.add("wildfly: " + looked.out());
        }
        occasion
            .say()
            .accept(
                "the page was typed in %d s"
                    .formatted((System.nanoTime() - begun) / 1_000_000_000));
        there.type("pkill -f jboss-modules; true");
        here.type("pkill -f " + home.resolve("lib") + "; true");
      }
    }
    return ChaosTally.faults(1, violations);
  }

  private static List<MatchResult> typed() throws IOException {
    return TYPED.matcher(Files.readString(PAGE)).results().toList();
  }

  /** What an operator types after a crash, but for what names a transaction. */
  private static List<String> management() throws IOException {
    return MANAGEMENT
        .matcher(Files.readString(PAGE))
        .results()
        .map(found -> found.group(1))
        .filter(line -> line.contains("log-store=log-store:"))
        .toList();
  }

  private static void carry(Path from, Path to) throws IOException {
    for (String name : List.of("ca.crt", "line-a.crt", "line-a.key")) {
      Files.copy(from.resolve(name), to.resolve(name));
    }
  }

  /** From Maven Central, once. */
  private static Optional<Path> archive(Occasion occasion) throws Exception {
    Path folder = Files.createDirectories(Path.of("target/wildfly").toAbsolutePath());
    Path archive = folder.resolve("wildfly-dist-" + VERSION + ".zip");
    if (Files.notExists(archive)) {
      occasion.say().accept("fetching WildFly " + VERSION + ", 260 MB, once");
      Path mvnw = Path.of("mvnw").toAbsolutePath();
      Process fetch =
          new ProcessBuilder(
                  mvnw.toString(),
                  "-q",
                  "-B",
                  "dependency:copy",
                  "-Dartifact=org.wildfly:wildfly-dist:" + VERSION + ":zip",
                  "-DoutputDirectory=" + folder)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("fetch.log").toFile())
              .start();
      fetch.waitFor();
    }
    return Optional.of(archive).filter(Files::exists);
  }
}
