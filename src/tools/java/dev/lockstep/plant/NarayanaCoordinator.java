package dev.lockstep.plant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.narayana.Narayana;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A real Narayana, unmodified. Its client is this process: it begins the transaction, has each
 * gateway enlist itself, and ends it. Narayana tells its client the decision and nobody anything of
 * the votes, so these are read from the gateways.
 */
final class NarayanaCoordinator implements PlantCoordinator {
  private static final String ENLIST = "/rest-at/transactions";
  private static final String COMMIT = "TransactionCommitted";

  /** Kills Narayana's own process between the writing of its log and the first word of it. */
  private static final String DIES_DECIDED = "commit_halt";

  /** Long enough for whoever types the commands of {@link #directions}. */
  private static final Duration TYPED_WITHIN = Duration.ofMinutes(10);

  private final Narayana narayana;
  private final Map<String, Joint> known = new ConcurrentHashMap<>();

  /** What a gateway is asked to take part in, in JSON. */
  private record Joining(String transaction, List<Changeover.Command> commands) {}

  /**
   * One transaction.
   *
   * @param parts the id at each line's gateway
   * @param answer what its client was told; fails where it was told nothing
   */
  private record Joint(Map<ProductionLine, String> parts, CompletableFuture<String> answer) {
    /** As our own coordinator words it; empty while the client was told nothing. */
    private String decision() {
      String told = answer.exceptionally(nothing -> "").getNow("");
      return switch (told) {
        case "txstatus=TransactionCommitted" -> "COMMIT";
        case "txstatus=TransactionRolledBack" -> "ABORT";
        default -> told;
      };
    }
  }

  /**
   * Not running until {@link #start}.
   *
   * @param jars the folder of its jars
   * @param directory under which everything is kept
   */
  NarayanaCoordinator(Path jars, Path directory) {
    narayana = new Narayana(jars, directory.resolve("narayana"));
  }

  @Override
  public String title() {
    return "Narayana as coordinator";
  }

  @Override
  public Map<String, String> settings(Wire wire) {
    return Map.of(
        "lockstep.restat.coordinators",
        narayana.address(),
        "lockstep.restat.public-url",
        wire.address(),
        // A coordinator that comes back must be asked early: see narayana.md.
        "lockstep.transactions.pause-max",
        "2s");
  }

  @Override
  public void start() {
    narayana.start();
  }

  @Override
  public void begin(String name, Changeover changeover, ProductionLines lines) {
    end(name, changeover, lines, "");
  }

  @Override
  public void beginAndDieDecided(String name, Changeover changeover, ProductionLines lines) {
    Joint joint = end(name, changeover, lines, DIES_DECIDED);
    DemoPatience.until(
        "Narayana to decide COMMIT and die", joint::decision, said -> !narayana.running());
  }

  private Joint end(String name, Changeover changeover, ProductionLines lines, String fault) {
    Narayana.Transaction transaction = narayana.begin(Optional.empty());
    Map<ProductionLine, String> parts = new LinkedHashMap<>();
    parts.put(lines.lineA(), enlisted(lines.lineA(), transaction, changeover.onLineA()));
    parts.put(lines.lineB(), enlisted(lines.lineB(), transaction, changeover.onLineB()));
    Joint joint = new Joint(parts, transaction.end(COMMIT, fault));
    known.put(name, joint);
    return joint;
  }

  private static String enlisted(
      ProductionLine line, Narayana.Transaction transaction, List<Changeover.Command> commands) {
    Rest.Reply reply =
        line.gateway().rest().post(ENLIST, new Joining(transaction.address(), commands));
    if (reply.status() != 201) {
      throw new DemoScene.SceneFailed(
          "%s did not enlist: %d %s"
              .formatted(line.gateway().name(), reply.status(), reply.body()));
    }
    return reply.body().path("id").asText();
  }

  @Override
  public PlantCoordination shown(String name) {
    Joint joint = joint(name);
    return new PlantCoordination(
        name,
        joint.decision(),
        joint.parts().keySet().stream().map(line -> participant(name, line)).toList());
  }

  private PlantCoordination.Participant participant(String name, ProductionLine line) {
    try {
      String path = "/api/v1/transactions/" + part(name, line);
      return PlantCoordination.Participant.of(
          line.address(), line.gateway().rest().get(path).body());
    } catch (UncheckedIOException dead) {
      // In one scene it is. The other line and the decision can be looked at all the same.
      return new PlantCoordination.Participant(line.address(), "", "", List.of());
    }
  }

  @Override
  public String part(String name, ProductionLine line) {
    return Optional.ofNullable(joint(name).parts().get(line)).orElseThrow();
  }

  private Joint joint(String name) {
    return Optional.ofNullable(known.get(name))
        .orElseThrow(() -> new IllegalStateException(name + " was never begun"));
  }

  @Override
  public List<Map.Entry<String, String>> directions(ProductionLines lines) {
    var changeover = new Changeover(7, 850, 1.5, 12, 180);
    return List.of(
        Map.entry("narayana", narayana.manager()),
        Map.entry(
            "begin",
            ("TX=$(curl -s -D - -o /dev/null -d timeout=%d %s"
                    + " | tr -d '\\r' | sed -n 's/^Location: //p')")
                .formatted(TYPED_WITHIN.toMillis(), narayana.manager())),
        Map.entry("enlist", enlist(lines.lineA(), changeover.onLineA())),
        Map.entry("enlist", enlist(lines.lineB(), changeover.onLineB())),
        Map.entry(
            "commit",
            "curl -s -X PUT -H 'Content-Type: application/txstatus' -d txstatus=%s $TX/terminator"
                .formatted(COMMIT)));
  }

  private static String enlist(ProductionLine line, List<Changeover.Command> commands) {
    return "curl -s %s%s -H 'Content-Type: application/json' -d '%s'"
        .formatted(line.gateway().address(), ENLIST, json(new Joining("'$TX'", commands)));
  }

  private static String json(Object body) {
    try {
      return new ObjectMapper().writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    narayana.close();
  }
}
