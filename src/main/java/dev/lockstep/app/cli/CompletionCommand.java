package dev.lockstep.app.cli;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Command {@code lockstep completion}: what makes bash complete this command line. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a script that makes bash (and zsh) complete this command line:",
      "source <(lockstep completion)"
    })
final class CompletionCommand implements Callable<Integer> {
  private final Surroundings here;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  CompletionCommand(Surroundings here) {
    this.here = here;
  }

  @Override
  public Integer call() {
    String script = AutoComplete.bash("lockstep", spec.root().commandLine());
    here.terminal().json(script.getBytes(StandardCharsets.UTF_8));
    return ExitCode.DONE.code();
  }
}
