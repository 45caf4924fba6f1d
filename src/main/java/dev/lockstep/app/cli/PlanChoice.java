package dev.lockstep.app.cli;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which plan, and with which parameters: options that all commands about a plan share. */
final class PlanChoice {
  private static final int TEXT_MAX = 1024 * 1024;
  private static final Pattern NUMBER =
      Pattern.compile("-?\\d{1,40}(\\.\\d{1,40})?([eE][+-]?\\d{1,3})?");
  private static final Pattern FILE = Pattern.compile(".*(/.*|\\.ya?ml|\\.json)");

  @Parameters(
      paramLabel = "FILE|NAME",
      description = "A plan's file here, or the name of one that the gateway has.")
  private String plan = "";

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A parameter: a number, true, false, or text; \"8\" in quotes is text.")
  private List<String> settings = List.of();

  /** For people. */
  String name() {
    return plan;
  }

  /** Members of the request. */
  Map<String, Object> body() throws CommandFailedException {
    Map<String, Object> body = new LinkedHashMap<>();
    Optional<Path> file = file();
    if (file.isPresent()) {
      body.put("definition", text(file.get()));
    } else {
      body.put("plan", plan);
    }
    Map<String, Object> parameters = new LinkedHashMap<>();
    for (String each : settings) {
      int sign = each.indexOf('=');
      if (sign < 1) {
        throw usage("--set %s: NAME=VALUE would be right".formatted(each));
      }
      parameters.put(each.substring(0, sign), value(each.substring(sign + 1)));
    }
    body.put("parameters", parameters);
    return body;
  }

  private Optional<Path> file() {
    try {
      Path file = Path.of(plan);
      return FILE.matcher(plan).matches() || Files.isRegularFile(file)
          ? Optional.of(file)
          : Optional.empty();
    } catch (InvalidPathException name) {
      return Optional.empty();
    }
  }

  private static String text(Path file) throws CommandFailedException {
    try {
      if (Files.size(file) > TEXT_MAX) {
        throw usage("%s has more than %d bytes; a plan is smaller".formatted(file, TEXT_MAX));
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw usage("the plan %s is not there, or no text that can be read".formatted(file));
    }
  }

  static Object value(String text) throws CommandFailedException {
    if (NUMBER.matcher(text).matches()) {
      return new BigDecimal(text);
    }
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    boolean json = text.startsWith("\"") || text.startsWith("[") || text.startsWith("{");
    if (!json) {
      return text;
    }
    try {
      return Json.parse(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException malformed) {
      throw usage("--set: %s is no JSON; text needs no quotes".formatted(text));
    }
  }

  private static CommandFailedException usage(String message) {
    return new CommandFailedException(ExitCode.USAGE, message);
  }
}
