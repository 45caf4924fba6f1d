package dev.lockstep.packaged;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;

/** A shell into which commands are typed one block after the other; it keeps what they leave. */
final class TypedShell implements AutoCloseable {
  private static final String END = "<<typed ";

  private final Process process;
  private final Writer keys;
  private final BufferedReader screen;

  /**
   * What came of a block.
   *
   * @param code of its last command
   * @param out what it wrote, errors too
   */
  record Said(int code, String out) {}

  /**
   * @param builder of a shell that reads its commands from standard input
   */
  TypedShell(ProcessBuilder builder) throws IOException {
    process = builder.redirectErrorStream(true).start();
    keys = process.outputWriter();
    screen = process.inputReader();
  }

  Said type(String block) throws IOException {
    // The code first: echo has one of its own. An answer need not end with a line.
    keys.write("%s\ncode=$?; echo; echo \"%s$code\"\n".formatted(block, END));
    keys.flush();
    StringBuilder out = new StringBuilder();
    for (String line = screen.readLine(); line != null; line = screen.readLine()) {
      if (line.startsWith(END)) {
        return new Said(Integer.parseInt(line.substring(END.length()).strip()), out.toString());
      }
      out.append(line).append('\n');
    }
    throw new IOException("the shell ended: " + out);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }
}
