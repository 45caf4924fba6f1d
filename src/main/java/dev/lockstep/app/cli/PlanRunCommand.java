package dev.lockstep.app.cli;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Command {@code lockstep plan run}: plays a plan, and shows votes and confirmations as they come.
 * The id is made here, so that the coordination can be looked at before its first answer is there,
 * and found again after a lost one.
 */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description =
        "Plays a plan: MACHINES MOVE. Shows votes and confirmations as they come. Ctrl-C stops the"
            + " looking, not the coordination. Exits with 1 where it was rolled back.")
final class PlanRunCommand extends GatewayCommand {
  @Mixin private final PlanChoice choice = new PlanChoice();

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "The coordination's id; made up where it is not given. Repeats are harmless.")
  private Optional<String> id = Optional.empty();

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      description =
          "When all machines move together, by the gateways' clocks, for example"
              + " 2026-11-30T06:00:00Z; else at once.")
  private Optional<String> at = Optional.empty();

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept in the audit log.")
  private Optional<String> reason = Optional.empty();

  @Option(
      names = "--operator",
      paramLabel = "NAME",
      description = "Who asks, where the gateway has no login; else who is logged in here.")
  private Optional<String> operator = Optional.empty();

  private final Duration pause;

  PlanRunCommand(Surroundings here, Duration pause) {
    super(here);
    this.pause = pause;
  }

  @Override
  ExitCode run(GatewayClient gateway) throws CommandFailedException {
    String coordination = id.orElseGet(() -> made(choice.name()));
    Map<String, Object> body = act(reason, operator);
    body.putAll(choice.body());
    body.put("id", coordination);
    at.ifPresent(instant -> body.put("at", instant));
    if (!json()) {
      terminal().heading(coordination);
    }
    FutureTask<GatewayClient.Answer> order =
        new FutureTask<>(() -> gateway.post("/api/v1/plans/run", body));
    // The first line of a log asks for this host's name, which in an executable no virtual thread
    // can.
    Thread.ofPlatform().daemon().start(order);
    CoordinationWatch watch = new CoordinationWatch(gateway, terminal(), json(), pause);
    GatewayClient.Answer begun =
        Interruption.told(terminal(), coordination, () -> begun(order, watch, coordination));
    return begun.status() == 200 ? watch.result(begun) : watch.untilEnd(coordination);
  }

  /** For example {@code changeover-20261130-041500-3f2a}: of what an id may be made. */
  private String made(String plan) {
    String name =
        plan.replaceAll(".*/", "")
            .replaceAll("\\.(ya?ml|json)$", "")
            .replaceAll("[^A-Za-z0-9._-]", "-");
    String stamp =
        here.chance().clock().instant().toString().replaceAll("[-:Z]|\\..*", "").replace('T', '-');
    return "%s-%s-%s"
        .formatted(
            name.substring(0, Math.min(name.length(), 90)), stamp, here.chance().draw().get());
  }

  /** Looks while the answer is awaited; a look that finds nothing yet is no news. */
  private GatewayClient.Answer begun(
      FutureTask<GatewayClient.Answer> order, CoordinationWatch watch, String coordination)
      throws CommandFailedException, InterruptedException {
    while (true) {
      try {
        return order.get(pause.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException underWay) {
        looked(watch, coordination);
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof CommandFailedException known) {
          throw known.code() == ExitCode.UNKNOWN ? lost(known, coordination) : known;
        }
        throw new IllegalStateException("a fault of this program", failed.getCause());
      }
    }
  }

  private static void looked(CoordinationWatch watch, String coordination)
      throws CommandFailedException {
    try {
      var unused = watch.look(coordination);
    } catch (CommandFailedException refused) {
      if (refused.code() != ExitCode.NOT_FOUND) {
        throw refused;
      }
    }
  }

  private static CommandFailedException lost(CommandFailedException known, String coordination) {
    return new CommandFailedException(
        ExitCode.UNKNOWN,
        "%s: lockstep plan watch %s says whether it was begun"
            .formatted(known.getMessage(), coordination),
        known);
  }
}
