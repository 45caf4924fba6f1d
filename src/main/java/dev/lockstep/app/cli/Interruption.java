package dev.lockstep.app.cli;

/** What is said where a person stops a command by Ctrl-C while a coordination is under way. */
final class Interruption {
  private Interruption() {}

  /** Work that waits for a coordination. */
  @FunctionalInterface
  interface Work<T> {
    T done() throws CommandFailedException, InterruptedException;
  }

  /** Does the work; a signal meanwhile ends the process with this sentence as its last one. */
  static <T> T told(Terminal terminal, String id, Work<T> work) throws CommandFailedException {
    Thread hook = new Thread(() -> say(terminal, id), "lockstep-interrupted");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.done();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException(ExitCode.STOPPED, sentence(id), stopped);
    } catch (CommandFailedException failed) {
      throw failed.code() == ExitCode.STOPPED
          ? new CommandFailedException(ExitCode.STOPPED, sentence(id), failed)
          : failed;
    } finally {
      remove(hook);
    }
  }

  private static void say(Terminal terminal, String id) {
    terminal.note("lockstep: " + sentence(id));
  }

  private static void remove(Thread hook) {
    try {
      var unused = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      return; // it is being said
    }
  }

  static String sentence(String id) {
    return "coordination %s goes on by itself; lockstep plan watch %s shows how it ends"
        .formatted(id, id);
  }
}
