package dev.lockstep.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Command {@code lockstep support}: one archive for a person who helps from afar. */
@Command(
    name = "support",
    mixinStandardHelpOptions = true,
    description =
        "Writes one archive with version, settings, health, metrics, status, the newest"
            + " transactions, the catalog's report, threads and log. Without passwords, keys and"
            + " tokens; look through it.")
final class SupportCommand extends GatewayCommand {
  private static final Pattern NAME = Pattern.compile("filename=\"([A-Za-z0-9._-]{1,128})\"");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The file; else one in this folder, named by gateway and time.")
  private Optional<Path> output = Optional.empty();

  SupportCommand(Surroundings here) {
    super(here);
  }

  @Override
  ExitCode run(GatewayClient gateway) throws CommandFailedException {
    GatewayClient.Download answer = gateway.download("/api/v1/support");
    Path file = output.orElseGet(() -> Path.of(name(answer)));
    // Whole or not at all: an archive that was cut off opens, and misses what is looked for.
    Path part = file.resolveSibling(file.getFileName() + ".part");
    long bytes;
    try (InputStream body = answer.body()) {
      bytes = Files.copy(body, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      throw new CommandFailedException(
          ExitCode.REFUSED, "%s was not written: %s".formatted(file, failed.getMessage()), failed);
    }
    if (json()) {
      Map<String, Object> written = new LinkedHashMap<>();
      written.put("file", file.toString());
      written.put("bytes", Long.toString(bytes));
      terminal().json(Json.object(written));
    } else {
      terminal()
          .line("%s (%d bytes); look through it before you send it on".formatted(file, bytes));
    }
    return ExitCode.DONE;
  }

  private static String name(GatewayClient.Download answer) {
    Matcher found = NAME.matcher(answer.disposition());
    return found.find() ? found.group(1) : "lockstep-support.zip";
  }
}
