package dev.lockstep.app;

import dev.lockstep.app.config.StartFailureException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * What a command tells where the configuration that it needs cannot be used: the key or variable
 * and the remedy, as a start does. Its own help would not show what is wrong, and is left away.
 */
public final class UnusableConfiguration implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception fault, CommandLine line, ParseResult typed)
      throws Exception {
    if (!(fault instanceof StartFailureException wrong)) {
      throw fault;
    }
    String name = line.getCommandSpec().qualifiedName();
    line.getErr().println("%s: %s".formatted(name, wrong.getMessage()));
    line.getErr().flush();
    return ExitCode.USAGE;
  }
}
