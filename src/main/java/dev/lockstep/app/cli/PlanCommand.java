package dev.lockstep.app.cli;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code lockstep plan}: coordinations that are kept as files. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = "Checks, tries and plays plans: coordinations that are kept as files.")
final class PlanCommand implements Runnable {
  private static final String PATH = "/api/v1/plans";

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before run()
  private CommandSpec spec;

  private PlanCommand() {}

  @Override
  public void run() {
    throw CommandGroup.incomplete(spec);
  }

  /**
   * The command with what it consists of.
   *
   * @param pause between two looks at a coordination
   */
  static CommandLine withSubcommands(Surroundings here, Duration pause) {
    return new CommandLine(new PlanCommand())
        .addSubcommand(new Listing(here))
        .addSubcommand(new Check(here))
        .addSubcommand(new DryRun(here))
        .addSubcommand(new PlanRunCommand(here, pause))
        .addSubcommand(new Watch(here, pause));
  }

  /** {@code lockstep plan list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the plans that the gateway has.")
  static final class Listing extends GatewayCommand {
    Listing(Surroundings here) {
      super(here);
    }

    @Override
    ExitCode run(GatewayClient gateway) throws CommandFailedException {
      GatewayClient.Answer answer = gateway.get(PATH);
      Json plans = answer.json();
      if (printed(answer)) {
        return ExitCode.DONE;
      }
      AlignedTable table = new AlignedTable("PLAN", "GOOD", "PARAMETERS", "DESCRIPTION");
      for (Json each : plans.at("items").items()) {
        table.row(
            each.text("name"),
            each.flag("ok") ? "yes" : "NO",
            each.at("parameters").items().stream()
                .map(parameter -> parameter.text("name"))
                .collect(Collectors.joining(", ")),
            each.text("description"));
      }
      if (table.isEmpty()) {
        terminal().line("no plans");
      } else {
        table.print(terminal(), 0);
      }
      return ExitCode.DONE;
    }
  }

  /** {@code lockstep plan check}. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = "Checks a plan and its parameters; asks no machine. Exits with 1 for a fault.")
  static final class Check extends GatewayCommand {
    @Mixin private final PlanChoice choice = new PlanChoice();

    Check(Surroundings here) {
      super(here);
    }

    @Override
    ExitCode run(GatewayClient gateway) throws CommandFailedException {
      GatewayClient.Answer answer = gateway.post(PATH + "/check", choice.body());
      Json report = answer.json();
      boolean good = report.flag("ok");
      if (!printed(answer)) {
        flaws("fault", report.at("faults").items());
        flaws("warning", report.at("warnings").items());
        for (Json share : report.at("participants").items()) {
          terminal().heading(share.text("gateway"));
          for (Json each : share.at("commands").items()) {
            TextLines.print(
                terminal(),
                "  ",
                "%s %s %s".formatted(each.text("device"), each.text("command"), arguments(each)));
          }
        }
        terminal().heading(choice.name() + (good ? ": no fault" : ": cannot be played so"));
      }
      return good ? ExitCode.DONE : ExitCode.REFUSED;
    }

    private static String arguments(Json command) {
      return command.at("arguments").members().entrySet().stream()
          .map(each -> each.getKey() + "=" + each.getValue().text())
          .collect(Collectors.joining(" "));
    }

    private void flaws(String kind, List<Json> flaws) {
      for (Json each : flaws) {
        String line = each.text("line");
        terminal()
            .line(kind + (line.isEmpty() ? "" : " in line " + line) + " at " + each.text("path"));
        TextLines.print(terminal(), "    ", each.text("message"));
      }
    }
  }

  /** {@code lockstep plan dry-run}. */
  @Command(
      name = "dry-run",
      mixinStandardHelpOptions = true,
      description =
          "Prepares a plan at every gateway, shows votes and readings, and rolls back: nothing"
              + " moves, though what can be armed is armed and disarmed. Exits with 1 where a vote"
              + " is ROLLBACK.")
  static final class DryRun extends GatewayCommand {
    @Mixin private final PlanChoice choice = new PlanChoice();

    @Option(
        names = "--operator",
        paramLabel = "NAME",
        description = "Who asks, where the gateway has no login; else who is logged in here.")
    private Optional<String> operator = Optional.empty();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept in the audit log.")
    private Optional<String> reason = Optional.empty();

    DryRun(Surroundings here) {
      super(here);
    }

    @Override
    ExitCode run(GatewayClient gateway) throws CommandFailedException {
      Map<String, Object> body = act(reason, operator);
      body.putAll(choice.body());
      GatewayClient.Answer answer = gateway.post(PATH + "/dry-run", body, GatewayClient.LONG_MAX);
      Json result = answer.json();
      boolean good = result.flag("wouldCommit");
      if (!printed(answer)) {
        CoordinationProgress votes = new CoordinationProgress(terminal());
        result.at("votes").items().forEach(votes::vote);
        readings(result);
        terminal()
            .heading(
                (good ? "every gateway would commit" : "it would NOT be committed")
                    + "; "
                    + (result.text("outcome").isEmpty()
                        ? "not every gateway has confirmed yet that it rolled back"
                        : "rolled back everywhere"));
      }
      return good ? ExitCode.DONE : ExitCode.REFUSED;
    }

    private void readings(Json result) {
      AlignedTable table = new AlignedTable("GATEWAY", "DEVICE", "RESOURCE", "SHOWN", "WANTED");
      for (Json each : result.at("readings").items()) {
        table.row(
            each.text("gateway"),
            each.text("device"),
            each.text("resource"),
            each.text("shown"),
            each.text("wanted"));
      }
      if (!table.isEmpty()) {
        table.print(terminal(), 0);
      }
    }
  }

  /** {@code lockstep plan watch}. */
  @Command(
      name = "watch",
      mixinStandardHelpOptions = true,
      description = "Shows a coordination's votes and confirmations as they come, until its end.")
  static final class Watch extends GatewayCommand {
    @Parameters(paramLabel = "ID", description = "The coordination.")
    private String id = "";

    private final Duration pause;

    Watch(Surroundings here, Duration pause) {
      super(here);
      this.pause = pause;
    }

    @Override
    ExitCode run(GatewayClient gateway) throws CommandFailedException {
      return new CoordinationWatch(gateway, terminal(), json(), pause).untilEnd(id);
    }
  }
}
