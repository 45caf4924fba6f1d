package dev.lockstep.app.cli;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The commands for a running gateway, to be put into the command line of this program. */
public final class GatewayCommands {
  private static final Duration LOOK_EVERY = Duration.ofMillis(300);

  private GatewayCommands() {}

  /**
   * Adds them to a command line.
   *
   * @param journal its command {@code journal}, which gets one for a running gateway too
   * @param clock of this host
   * @param draw some letters and digits for an id, other ones each time
   */
  public static void addTo(
      CommandLine root, CommandLine journal, InstantSource clock, Supplier<String> draw) {
    Surroundings here = Surroundings.here(new Surroundings.Chance(clock, draw));
    addTo(root, journal, here, LOOK_EVERY);
  }

  static void addTo(CommandLine root, CommandLine journal, Surroundings here, Duration pause) {
    List.of(
            new StatusCommand(here),
            new TransactionsCommand(here, pause),
            new ShowCommand(here),
            new ResolveCommand(here),
            new ReleaseCommand(here),
            new ForgetCommand(here),
            new DevicesCommand(here),
            new ReadCommand(here),
            new ReloadCommand(here),
            new BackupCommand(here),
            new SupportCommand(here))
        .forEach(root::addSubcommand);
    root.addSubcommand(TrustCommand.withSubcommands(here))
        .addSubcommand(PlanCommand.withSubcommands(here, pause))
        .addSubcommand(new CompletionCommand(here));
    journal.addSubcommand(new JournalShowCommand(here));
    explain(root);
  }

  /** Every command of a gateway lists the same exit codes. */
  private static void explain(CommandLine line) {
    if (line.getCommand() instanceof GatewayCommand) {
      line.getCommandSpec().usageMessage().exitCodeListHeading("Exit codes:%n");
      line.getCommandSpec().usageMessage().exitCodeList(ExitCode.listed());
    }
    line.getSubcommands().values().forEach(GatewayCommands::explain);
  }
}
