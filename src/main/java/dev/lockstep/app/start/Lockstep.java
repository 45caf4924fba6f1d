package dev.lockstep.app.start;

import dev.lockstep.app.BrowseCommand;
import dev.lockstep.app.CheckCommand;
import dev.lockstep.app.CheckDrivers;
import dev.lockstep.app.JournalCommand;
import dev.lockstep.app.RestoreCommand;
import dev.lockstep.app.UnusableConfiguration;
import dev.lockstep.app.Version;
import dev.lockstep.app.cli.GatewayCommands;
import dev.lockstep.app.security.UserCommand;
import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Main class: {@code lockstep} runs the gateway, its subcommands do their work and end. */
@QuarkusMain
@Command(
    name = "lockstep",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "An edge gateway: machine commands as the participant's half of two-phase commit.",
    description = "Without a command it runs the gateway.",
    footer = {
      "",
      "Configuration: conf/application.properties, or the file that LOCKSTEP_CONF names;",
      "every key can also be given by the environment (LOCKSTEP_GATEWAY_NAME=line-3)."
    })
public final class Lockstep implements Runnable {
  private static final int FAILED = 1;

  /** The command that speaks of all others. */
  private static final String COMPLETION = "completion";

  // Held here: a logger without a reference is collected and loses its level.
  private static final Logger LIBRARY = Logger.getLogger("org.hibernate");

  private Lockstep() {}

  /** Runs the command that the arguments name; ends the process with its exit code. */
  public static void main(String[] arguments) throws IOException {
    StartCache.warnWhereStale();
    if (arguments.length == 0) {
      // No command line is read where there is none: picocli's classes are too old for the cache.
      runGateway();
    } else if (arguments[0].equals(AotTrainingFolder.OPTION)) {
      AotTrainingFolder.run(Path.of(arguments[1]));
    } else if (arguments[0].equals(StartCache.LIST)) {
      new StartCache(Path.of(arguments[1]), Path.of(arguments[2])).list(Path.of(arguments[3]));
    } else {
      System.exit(commandLine(arguments[0]).execute(arguments));
    }
  }

  /**
   * The whole command line where it is to be shown or completed, or where a name is mistyped;
   * otherwise the command with this name alone.
   */
  static CommandLine commandLine(String first) {
    return commandLine(first, ImageMode.current());
  }

  static CommandLine commandLine(String first, ImageMode mode) {
    Map<String, Supplier<CommandLine>> all = commands(mode);
    boolean alone = all.containsKey(first) && !first.equals(COMPLETION);
    CommandLine line = new CommandLine(new Lockstep());
    all.forEach(
        (name, made) -> {
          if (!alone || name.equals(first)) {
            line.addSubcommand(name, made.get());
          }
        });
    line.setExecutionExceptionHandler(new UnusableConfiguration());
    return line;
  }

  private static Map<String, Supplier<CommandLine>> commands(ImageMode mode) {
    GatewayCommands gateway =
        GatewayCommands.here(
            InstantSource.system(), () -> UUID.randomUUID().toString().substring(0, 4));
    Map<String, Supplier<CommandLine>> all = new LinkedHashMap<>();
    all.put("run", () -> new CommandLine(new RunCommand()));
    all.put("check", () -> new CommandLine(new CheckCommand(new CheckDrivers())));
    all.put("browse", () -> new CommandLine(new BrowseCommand(EarlyStart::configured)));
    all.put("user", () -> new CommandLine(new UserCommand()));
    all.put(
        "journal",
        () ->
            JournalCommand.withSubcommands(EarlyStart::configured)
                .addSubcommand(gateway.journalShow()));
    all.put(
        "restore",
        () ->
            new CommandLine(
                new RestoreCommand(
                    EarlyStart::configured, InstantSource.system(), System.getenv())));
    if (mode != ImageMode.NATIVE_RUN) { // an executable has no cache to make
      all.put("warm-up", () -> new CommandLine(new WarmUpCommand()));
    }
    all.putAll(gateway.byName());
    return all;
  }

  @Override
  public void run() {
    runGateway();
  }

  /** {@code lockstep run}: the same as no command. */
  @Command(
      name = "run",
      mixinStandardHelpOptions = true,
      description = "Runs the gateway until it is told to stop.")
  static final class RunCommand implements Runnable {
    @Override
    public void run() {
      runGateway();
    }
  }

  static void runGateway() {
    // What is logged before the configuration is read is shown where reading it fails: an operator
    // who mistyped a key shall find that line, without messages of libraries around it.
    LIBRARY.setLevel(Level.WARNING);
    // SLF4J is initialised before there are two threads: asked by one while another initialises it,
    // it writes a page of warnings to the console, before the one line that an operator needs.
    var unused = LoggerFactory.getILoggerFactory();
    ServedFiles.find();
    DeferredApiDocument.defer();
    EarlyStart.begin();
    Quarkus.run(null, Lockstep::ended);
  }

  private static void ended(int code, @Nullable Throwable cause) {
    if (cause != null) {
      System.err.println("lockstep: " + StartReport.of(cause));
    }
    System.exit(cause == null ? code : FAILED);
  }
}
