package dev.lockstep.app.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of every command that calls a gateway: which one, and who calls. */
final class ConnectionOptions {
  private static final String PASSWORD = "LOCKSTEP_PASSWORD";

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The gateway; else the one of this installation, by its configuration.")
  private Optional<String> url = Optional.empty();

  @Option(names = "--user", paramLabel = "NAME", description = "Who calls, with a password.")
  private Optional<String> user = Optional.empty();

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "Its first line is the password; else LOCKSTEP_PASSWORD, or a question.")
  private Optional<Path> passwordFile = Optional.empty();

  @Option(names = "--cert", paramLabel = "FILE", description = "A client certificate (PEM).")
  private Optional<Path> certificate = Optional.empty();

  @Option(names = "--key", paramLabel = "FILE", description = "Its key (PEM, PKCS 8).")
  private Optional<Path> key = Optional.empty();

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "Who signed the gateway's certificate (PEM); else whom Java trusts.")
  private Optional<Path> authority = Optional.empty();

  /** Whether the caller says who it is. */
  boolean authenticated() {
    return user.isPresent() || certificate.isPresent();
  }

  /** Who calls, for messages. */
  String caller() {
    return user.orElse(certificate.isPresent() ? "this certificate" : Refusal.WITHOUT_LOGIN);
  }

  /** Makes the client; opens no connection yet. */
  GatewayClient client(Surroundings here) throws CommandFailedException {
    URI base = url.isPresent() ? address(url.get()) : here.installation().url();
    Optional<Path> own = url.isPresent() ? Optional.empty() : here.installation().certificate();
    boolean secure = base.getScheme().equals("https");
    ClientTls.Files files = new ClientTls.Files(certificate, key, authority, own);
    if (!secure && (certificate.isPresent() || authority.isPresent())) {
      throw usage("--cert and --ca are for https, and %s is not".formatted(base));
    }
    Optional<String> login =
        user.isPresent()
            ? Optional.of(GatewayClient.basic(user.get(), password(here)))
            : Optional.empty();
    return new GatewayClient(
        base, login, secure ? Optional.of(ClientTls.context(files)) : Optional.empty(), caller());
  }

  private static URI address(String text) throws CommandFailedException {
    try {
      URI url = URI.create(text.replaceAll("/+$", ""));
      boolean known = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (known && url.getHost() != null && url.getUserInfo() == null && url.getQuery() == null) {
        return url;
      }
    } catch (IllegalArgumentException malformed) {
      throw usage(wrongAddress(text));
    }
    throw usage(wrongAddress(text));
  }

  private static String wrongAddress(String text) {
    return "--url is \"%s\"; one like https://line-a.plant.example:8443 would be right"
        .formatted(text);
  }

  private String password(Surroundings here) throws CommandFailedException {
    if (passwordFile.isPresent()) {
      return firstLine(passwordFile.get());
    }
    return Optional.ofNullable(here.environment().get(PASSWORD))
        .or(() -> here.terminal().password("Password of " + caller() + ": "))
        .orElseThrow(
            () ->
                usage(
                    "the password of %s is missing: --password-file FILE, or %s in the environment"
                        .formatted(caller(), PASSWORD)));
  }

  private static String firstLine(Path file) throws CommandFailedException {
    try {
      return Files.readString(file).lines().findFirst().orElse("");
    } catch (NoSuchFileException none) {
      throw usage("--password-file: there is no file " + file);
    } catch (IOException unreadable) {
      throw usage("--password-file: %s cannot be read".formatted(file));
    }
  }

  private static CommandFailedException usage(String message) {
    return new CommandFailedException(ExitCode.USAGE, message);
  }
}
