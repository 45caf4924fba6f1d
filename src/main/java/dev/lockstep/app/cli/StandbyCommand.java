package dev.lockstep.app.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command {@code lockstep standby}: the two PCs of a line, and which one is active. */
@Command(
    name = "standby",
    mixinStandardHelpOptions = true,
    description =
        "Shows how the two PCs of the line stand, as the one that is called sees it. Exits with 6"
            + " where the line has no standby that may take over.")
final class StandbyCommand extends GatewayCommand {
  private static final String PATH = "/api/v1/standby";

  private StandbyCommand(Surroundings here) {
    super(here);
  }

  static CommandLine withSubcommands(Surroundings here) {
    return new CommandLine(new StandbyCommand(here))
        .addSubcommand(new Standing(here))
        .addSubcommand(new Alone(here))
        .addSubcommand(new TakeOver(here))
        .addSubcommand(new StepDown(here));
  }

  @Override
  ExitCode run(GatewayClient gateway) throws CommandFailedException {
    return show(this, gateway);
  }

  private static ExitCode show(GatewayCommand command, GatewayClient gateway)
      throws CommandFailedException {
    GatewayClient.Answer answer = gateway.get(PATH);
    Json line = answer.json();
    if (!command.printed(answer)) {
      print(command.terminal(), line);
    }
    return line.flag("inSync") ? ExitCode.DONE : ExitCode.WAITS;
  }

  private static void print(Terminal out, Json line) {
    out.heading(
        "%s  %s is %s  term %s"
            .formatted(
                line.text("gateway"), line.text("pc"), line.text("role"), line.text("term")));
    String left = line.text("leaseLeft");
    out.line(
        "  lease      %s, %s%s"
            .formatted(
                line.text("lease"),
                line.text("mode"),
                left.isEmpty() ? "" : ", " + left + " left"));
    out.line("  in sync    " + (line.flag("inSync") ? "yes" : "NO"));
    Json behind = line.at("behind");
    if (behind.isThere()) {
      out.line(
          "  behind     %s changes, %s ms"
              .formatted(behind.text("changes"), behind.text("millis")));
    }
    Json peer = line.at("peer");
    TextLines.print(
        out,
        "  other PC   ",
        "%s at %s: %s"
            .formatted(
                peer.text("name"),
                peer.text("address"),
                peer.flag("answers") ? "answers" : "SILENT, " + peer.text("detail")));
    TextLines.print(out, "  then:      ", line.text("remedy"));
  }

  /** {@code lockstep standby status}. */
  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "The same as without a word.")
  static final class Standing extends GatewayCommand {
    Standing(Surroundings here) {
      super(here);
    }

    @Override
    ExitCode run(GatewayClient gateway) throws CommandFailedException {
      return show(this, gateway);
    }
  }

  /** A word of a person. */
  abstract static class Word extends GatewayCommand {
    @Mixin private final ReasonOptions why = new ReasonOptions();

    Word(Surroundings here) {
      super(here);
    }

    abstract String path();

    Map<String, Object> more() {
      return new LinkedHashMap<>();
    }

    @Override
    final ExitCode run(GatewayClient gateway) throws CommandFailedException {
      Map<String, Object> body = act(why);
      body.putAll(more());
      GatewayClient.Answer answer = gateway.post(PATH + "/" + path(), body);
      if (!printed(answer)) {
        Json said = answer.json();
        terminal().line(said.text("result") + ": " + said.text("detail"));
      }
      return ExitCode.DONE;
    }
  }

  /** {@code lockstep standby alone}. */
  @Command(
      name = "alone",
      mixinStandardHelpOptions = true,
      description =
          "Has the PC that is called go on without the other one. You vouch that the other PC is"
              + " off, and was not active since this one was.")
  static final class Alone extends Word {
    Alone(Surroundings here) {
      super(here);
    }

    @Override
    String path() {
      return "alone";
    }
  }

  /** {@code lockstep standby take-over}. */
  @Command(
      name = "take-over",
      mixinStandardHelpOptions = true,
      description =
          "Has the standby that is called become the active PC: in order where the other one"
              + " answers, else when its lease is over.")
  static final class TakeOver extends Word {
    @Option(
        names = "--accept-loss",
        description =
            "Also where it lacks records. You vouch that the other PC is off, and give them up.")
    private boolean acceptLoss;

    TakeOver(Surroundings here) {
      super(here);
    }

    @Override
    String path() {
      return "take-over";
    }

    @Override
    Map<String, Object> more() {
      return Map.of("acceptLoss", acceptLoss);
    }
  }

  /** {@code lockstep standby step-down}. */
  @Command(
      name = "step-down",
      mixinStandardHelpOptions = true,
      description = "Has the active PC that is called give the line to the other one.")
  static final class StepDown extends Word {
    StepDown(Surroundings here) {
      super(here);
    }

    @Override
    String path() {
      return "step-down";
    }
  }
}
