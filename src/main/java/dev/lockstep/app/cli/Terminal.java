package dev.lockstep.app.cli;

import dev.lockstep.device.PrintableText;
import java.io.BufferedReader;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a command prints and asks. Every line of people's text is made printable here, so that what
 * a machine or a caller said can neither move the cursor nor look like a line of ours.
 *
 * @param in for answers to questions
 * @param out the standard output, which gets results and nothing else
 * @param err the standard error
 * @param traits of both
 * @param zone in which times are shown
 */
record Terminal(Reader in, OutputStream out, PrintWriter err, Traits traits, ZoneId zone) {
  private static final int WIDTH_USUAL = 80;
  private static final int WIDTH_MIN = 40;
  private static final int WIDTH_MAX = 250;
  private static final String BOLD = "\u001B[1m";
  private static final String PLAIN = "\u001B[0m";

  /**
   * What it can.
   *
   * @param width characters of a line
   * @param interactive whether a person can be asked
   * @param colour whether emphasis is shown
   */
  record Traits(int width, boolean interactive, boolean colour, Charset charset) {}

  /** Of this process. */
  @SuppressWarnings("SystemConsoleNull") // it is null where there is no terminal
  static Terminal here(Map<String, String> environment) {
    @Nullable Console console = System.console();
    boolean interactive = console != null && console.isTerminal();
    boolean colour =
        interactive
            && environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    Charset charset = Charset.forName(System.getProperty("stdout.encoding", "UTF-8"));
    Traits traits = new Traits(width(environment.get("COLUMNS")), interactive, colour, charset);
    return new Terminal(
        new InputStreamReader(System.in, Charset.defaultCharset()),
        new FileOutputStream(FileDescriptor.out),
        new PrintWriter(new FileOutputStream(FileDescriptor.err), true, charset),
        traits,
        ZoneId.systemDefault());
  }

  /** As COLUMNS says, which bin/lockstep sets; 80 where that is no width. */
  static int width(@Nullable String columns) {
    try {
      int width = columns == null ? WIDTH_USUAL : Integer.parseInt(columns.strip());
      return width < WIDTH_MIN ? WIDTH_USUAL : Math.min(width, WIDTH_MAX);
    } catch (NumberFormatException none) {
      return WIDTH_USUAL;
    }
  }

  int width() {
    return traits.width();
  }

  /** Prints a line of people's text. */
  void line(String text) {
    write((PrintableText.line(text) + "\n").getBytes(traits.charset()));
  }

  /** A line that stands out, where the terminal can show that. */
  void heading(String text) {
    String line = PrintableText.line(text);
    write(((traits.colour() ? BOLD + line + PLAIN : line) + "\n").getBytes(traits.charset()));
  }

  /** Prints what the gateway answered, as it is, as a line of its own. */
  void json(byte[] body) {
    write(body);
    if (body.length == 0 || body[body.length - 1] != '\n') {
      write(new byte[] {'\n'});
    }
  }

  private void write(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException closed) {
      throw new UncheckedIOException(closed); // a pipe whose reader is gone
    }
  }

  /** Tells something beside the result. */
  void note(String text) {
    err.println(PrintableText.line(text));
    err.flush();
  }

  /** Asks a person; only yes is yes. */
  boolean confirmed(String question) {
    err.print(PrintableText.line(question) + " [y/N] ");
    err.flush();
    String answer = answer().orElse("").strip().toLowerCase(Locale.ROOT);
    return answer.equals("y") || answer.equals("yes");
  }

  private Optional<String> answer() {
    try {
      BufferedReader lines = in instanceof BufferedReader known ? known : new BufferedReader(in);
      return Optional.ofNullable(lines.readLine());
    } catch (IOException closed) {
      return Optional.empty();
    }
  }

  /** Asks for a password without an echo; empty where there is no terminal. */
  @SuppressWarnings("SystemConsoleNull")
  Optional<String> password(String prompt) {
    @Nullable Console console = traits.interactive() ? System.console() : null;
    char @Nullable [] typed =
        console == null ? null : console.readPassword("%s", PrintableText.line(prompt));
    return Optional.ofNullable(typed).map(String::new);
  }
}
