package dev.lockstep.app.cli;

import dev.lockstep.device.AddressText;
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
  private static final String TOKEN = "LOCKSTEP_TOKEN";

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

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "Its first line is an access token of the identity provider; else LOCKSTEP_TOKEN.")
  private Optional<Path> tokenFile = Optional.empty();

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
  boolean authenticated(Surroundings here) {
    return user.isPresent() || certificate.isPresent() || token(here);
  }

  /** Whether by a token: one in the environment gives way to what was typed. */
  private boolean token(Surroundings here) {
    return tokenFile.isPresent()
        || (user.isEmpty() && certificate.isEmpty() && here.environment().get(TOKEN) != null);
  }

  /** Who calls, for messages. */
  String caller(Surroundings here) {
    if (token(here)) {
      return GatewayClient.TOKEN;
    }
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
    return new GatewayClient(
        base,
        login(here),
        secure ? Optional.of(ClientTls.context(files)) : Optional.empty(),
        caller(here));
  }

  private Optional<String> login(Surroundings here) throws CommandFailedException {
    if (tokenFile.isPresent() && user.isPresent()) {
      throw usage("--token-file and --user are two callers; one of them would be right");
    }
    if (!token(here)) {
      return user.isPresent()
          ? Optional.of(GatewayClient.basic(user.get(), password(here)))
          : Optional.empty();
    }
    String token =
        tokenFile.isPresent()
            ? firstLine("--token-file", tokenFile.get())
            : String.valueOf(here.environment().get(TOKEN));
    // What else a header could be made of: another header.
    if (!token.strip().matches("[A-Za-z0-9._~+/=-]+")) {
      throw usage(
          "the token has characters that no token has (RFC 6750, 2.1); --token-file FILE whose first line is one, or %s in the environment, would be right"
              .formatted(TOKEN));
    }
    return Optional.of(GatewayClient.bearer(token.strip()));
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
        .formatted(AddressText.withoutUser(text));
  }

  private String password(Surroundings here) throws CommandFailedException {
    if (passwordFile.isPresent()) {
      return firstLine("--password-file", passwordFile.get());
    }
    return Optional.ofNullable(here.environment().get(PASSWORD))
        .or(() -> here.terminal().password("Password of " + caller(here) + ": "))
        .orElseThrow(
            () ->
                usage(
                    "the password of %s is missing: --password-file FILE, or %s in the environment"
                        .formatted(caller(here), PASSWORD)));
  }

  private static String firstLine(String option, Path file) throws CommandFailedException {
    try {
      return Files.readString(file).lines().findFirst().orElse("");
    } catch (NoSuchFileException none) {
      throw usage("%s: there is no file %s".formatted(option, file));
    } catch (IOException unreadable) {
      throw usage("%s: %s cannot be read".formatted(option, file));
    }
  }

  private static CommandFailedException usage(String message) {
    return new CommandFailedException(ExitCode.USAGE, message);
  }
}
