package dev.lockstep.app.cli;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The commands for a running gateway, to be put into the command line of this program. */
public final class GatewayCommands {
  private static final Duration LOOK_EVERY = Duration.ofMillis(300);

  private final Surroundings here;
  private final Duration pause;

  GatewayCommands(Surroundings here, Duration pause) {
    this.here = here;
    this.pause = pause;
  }

  /**
   * Those of this process.
   *
   * @param clock of this host
   * @param draw some letters and digits for an id, other ones each time
   */
  public static GatewayCommands here(InstantSource clock, Supplier<String> draw) {
    return new GatewayCommands(Surroundings.here(new Surroundings.Chance(clock, draw)), LOOK_EVERY);
  }

  /**
   * Each by its name, made when it is asked for: most of what a short command costs is that picocli
   * reads the annotations of all the others.
   */
  public Map<String, Supplier<CommandLine>> byName() {
    Map<String, Supplier<CommandLine>> all = new LinkedHashMap<>();
    all.put("status", () -> explained(new StatusCommand(here)));
    all.put("transactions", () -> explained(new TransactionsCommand(here, pause)));
    all.put("show", () -> explained(new ShowCommand(here)));
    all.put("resolve", () -> explained(new ResolveCommand(here)));
    all.put("release", () -> explained(new ReleaseCommand(here)));
    all.put("forget", () -> explained(new ForgetCommand(here)));
    all.put("devices", () -> explained(new DevicesCommand(here)));
    all.put("read", () -> explained(new ReadCommand(here)));
    all.put("reload", () -> explained(new ReloadCommand(here)));
    all.put("backup", () -> explained(new BackupCommand(here)));
    all.put("standby", () -> explained(StandbyCommand.withSubcommands(here)));
    all.put("support", () -> explained(new SupportCommand(here)));
    all.put("trust", () -> explained(TrustCommand.withSubcommands(here)));
    all.put("plan", () -> explained(PlanCommand.withSubcommands(here, pause)));
    all.put("completion", () -> new CommandLine(new CompletionCommand(here)));
    return all;
  }

  /** Command {@code lockstep journal show}, the one about a journal that asks its gateway. */
  public CommandLine journalShow() {
    return explained(new JournalShowCommand(here));
  }

  private static CommandLine explained(GatewayCommand command) {
    return explained(new CommandLine(command));
  }

  /** Every command of a gateway lists the same exit codes. */
  private static CommandLine explained(CommandLine line) {
    if (line.getCommand() instanceof GatewayCommand) {
      line.getCommandSpec().usageMessage().exitCodeListHeading("Exit codes:%n");
      line.getCommandSpec().usageMessage().exitCodeList(ExitCode.listed());
    }
    line.getSubcommands().values().forEach(GatewayCommands::explained);
    return line;
  }
}
