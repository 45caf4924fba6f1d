package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A terminal as a person sits at, by tmux: keys are pressed, and what stands on the screen is read.
 */
final class TmuxTerminal implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SHELL = "bash --noprofile --norc --noediting";

  private final Path tmux = Distribution.required("tmux");
  private final Path folder;
  private final Map<String, String> environment;
  private final Path socket; // of a server of its own: one that is ending takes no new window
  private int typed;

  /**
   * What a command left on the screen.
   *
   * @param code its exit code
   */
  record Shown(int code, String text) {}

  private TmuxTerminal(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = environment;
    this.socket = folder.resolve("tmux-" + Long.toString(System.nanoTime(), Character.MAX_RADIX));
  }

  /** Opens one with a shell in it; 80 columns and 24 lines. */
  static TmuxTerminal open(Path folder, Map<String, String> environment) throws Exception {
    TmuxTerminal opened = open(folder, environment, SHELL);
    opened.type("stty -echo"); // what is typed is known: only what comes of it is shown
    return opened;
  }

  /** Opens one in which this command runs, in place of a shell. */
  static TmuxTerminal open(Path folder, Map<String, String> environment, String command)
      throws Exception {
    TmuxTerminal opened = new TmuxTerminal(folder, environment);
    opened.tmux("new-session", "-d", "-x", "80", "-y", "24", "exec env PS1='$ ' " + command);
    return opened;
  }

  /** The process that runs in it. */
  long pid() throws Exception {
    return Long.parseLong(tmux("display-message", "-p", "#{pane_pid}").strip());
  }

  void resize(int columns, int lines) throws Exception {
    tmux("resize-window", "-x", Integer.toString(columns), "-y", Integer.toString(lines));
  }

  /** Types a command into its shell, and waits for its end. */
  Shown run(String command) throws Exception {
    begin(command);
    return end();
  }

  /** Types a command into its shell. */
  void begin(String command) throws Exception {
    typed++;
    type("clear; echo begin %1$d; %2$s; echo \"end %1$d code $?\"".formatted(typed, command));
  }

  /** Waits for the end of the command that was begun last. */
  Shown end() throws Exception {
    Pattern end = Pattern.compile("(?m)^end " + typed + " code (\\d+)$");
    String text = awaitShown(end);
    Matcher found = end.matcher(text);
    assertThat(found.find()).isTrue();
    return new Shown(Integer.parseInt(found.group(1)), text.substring(0, found.start()));
  }

  /** Types a line. */
  void type(String line) throws Exception {
    tmux("send-keys", "-l", line);
    press("Enter");
  }

  /** Presses one key, by tmux' name for it, such as C-c. */
  void press(String key) throws Exception {
    tmux("send-keys", key);
  }

  String awaitShown(String text) throws Exception {
    return awaitShown(Pattern.compile(Pattern.quote(text)));
  }

  private String awaitShown(Pattern wanted) {
    return await(wanted.pattern())
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(this::text, shown -> wanted.matcher(shown).find());
  }

  /** All that was shown since the last command began; a line that the terminal broke is one. */
  String text() throws Exception {
    return shown("-J");
  }

  /** The same, with the lines as the terminal broke them. */
  String lines() throws Exception {
    return shown("-N");
  }

  /** The screen with what makes it bold or coloured. */
  String withAttributes() throws Exception {
    return shown("-e");
  }

  private String shown(String how) throws Exception {
    String all = tmux("capture-pane", "-p", how, "-S", "-").replaceAll("(?m) +$", "");
    int begin = all.lastIndexOf("begin " + typed);
    return begin < 0 ? "" : all.substring(all.indexOf('\n', begin) + 1);
  }

  private String tmux(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(tmux.toString());
    command.addAll(List.of("-u", "-f", "/dev/null", "-S", socket.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().remove("TMUX");
    builder.environment().putAll(Map.of("LC_ALL", "C.UTF-8", "TERM", "xterm"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", command, said).isZero();
    return said;
  }

  /** Closes the window: the system sends SIGHUP to what runs in it. */
  @Override
  public void close() throws IOException {
    try {
      tmux("kill-server");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
