package dev.lockstep.app.start;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Command {@code lockstep warm-up}: makes the cache with which this Java starts the gateway sooner.
 * The scripts bin/lockstep and bin/warm-up do it, and run {@link AotTrainingFolder}; this class
 * prints the help and refuses arguments.
 */
@Command(
    name = "warm-up",
    mixinStandardHelpOptions = true,
    description =
        "Makes the cache with which this Java starts the gateway sooner. Call it once after"
            + " unpacking, and again when Java was replaced or the folder copied.")
final class WarmUpCommand implements Callable<Integer> {
  private static final int WRONG_USAGE = 2;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getErr().println("lockstep: warm-up takes no arguments");
    return WRONG_USAGE;
  }
}
