package dev.lockstep.app.cli;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line in this process, with a terminal and an installation of the test's own. */
final class CommandRig {
  private final Map<String, String> file = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();
  private String typed = "";
  private boolean interactive;
  private int width = 80;

  /** What came of a call. */
  record Said(int code, String out, String err) {}

  @Command(name = "lockstep")
  private static final class Root {}

  @Command(name = "journal")
  private static final class JournalGroup {}

  /** The installation is configured so. */
  CommandRig key(String key, String value) {
    file.put(key, value);
    return this;
  }

  CommandRig variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Somebody sits at the terminal and types this. */
  CommandRig typing(String text) {
    typed = text;
    interactive = true;
    return this;
  }

  CommandRig width(int columns) {
    width = columns;
    return this;
  }

  Installation installation() {
    return new Installation(file, environment, key -> Optional.empty());
  }

  CommandLine line(Terminal terminal) {
    Surroundings here =
        new Surroundings(
            terminal,
            environment,
            installation(),
            "anna",
            new Surroundings.Chance(() -> Instant.parse("2026-11-30T04:15:00Z"), () -> "3f2a"));
    CommandLine root = new CommandLine(new Root());
    GatewayCommands commands = new GatewayCommands(here, Duration.ofMillis(5));
    CommandLine journal = new CommandLine(new JournalGroup());
    root.addSubcommand(journal.addSubcommand(commands.journalShow()));
    commands.byName().forEach((name, made) -> root.addSubcommand(name, made.get()));
    return root;
  }

  /** Calls the gateway with these arguments. */
  Said run(PlayedGateway gateway, String... arguments) {
    file.putIfAbsent("quarkus.http.port", gateway.url().replaceAll(".*:", ""));
    return run(arguments);
  }

  Said run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter err = new StringWriter();
    PrintWriter told = new PrintWriter(err, true);
    Terminal terminal =
        new Terminal(
            new BufferedReader(new StringReader(typed)),
            out,
            told,
            new Terminal.Traits(width, interactive, false, StandardCharsets.UTF_8),
            ZoneId.of("Europe/Berlin"));
    int code = line(terminal).setErr(told).execute(arguments);
    return new Said(code, out.toString(StandardCharsets.UTF_8), err.toString());
  }
}
