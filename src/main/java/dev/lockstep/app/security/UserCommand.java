package dev.lockstep.app.security;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Command {@code lockstep user NAME ROLE…}: prints a line for the file of users, or writes it
 * there.
 */
@Command(
    name = "user",
    mixinStandardHelpOptions = true,
    description =
        "Prints a line for the file that lockstep.security.users-file names, or puts it there. Asks"
            + " for the password, or reads it from the standard input: never from the command"
            + " line.")
public final class UserCommand implements Callable<Integer> {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,99}");
  private static final int PASSWORD_MIN = 8;
  private static final int SALT_BYTES = 16;

  @Parameters(index = "0", paramLabel = "NAME", description = "As it is sent and shown.")
  private String name = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "ROLE",
      description = "coordinator, operator, sibling or viewer.")
  private List<String> roles = List.of();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description =
          "Puts the line into this file, in place of the user's line where there is one. A new file"
              + " is made, which its owner alone may read. A gateway that runs takes it over within"
              + " seconds.")
  private @Nullable Path file;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw wrong("the name has 1 to 100 of A-Z a-z 0-9 . _ @ -");
    }
    if (!UserFile.ROLES.containsAll(roles)) {
      throw wrong("the roles are " + new TreeSet<>(UserFile.ROLES));
    }
    char[] password = password();
    if (password.length < PASSWORD_MIN) {
      throw wrong("the password has at least " + PASSWORD_MIN + " characters");
    }
    PasswordHash hash =
        PasswordHash.of(password, SecureRandomSource.bytes(SALT_BYTES), PasswordHash.ROUNDS);
    String joined = String.join(",", new TreeSet<>(roles));
    String line = "%s %s %s".formatted(name, joined, hash.text());
    if (file == null) {
      spec.commandLine().getOut().println(line);
    } else {
      new UserFileWriter(file).put(name, line);
    }
    return 0;
  }

  @SuppressWarnings("SystemConsoleNull") // it is null where the standard input is a file
  private static char[] password() throws IOException {
    Console console = System.console();
    if (console != null && console.isTerminal()) {
      char[] typed = console.readPassword("Password: ");
      return typed == null ? new char[0] : typed;
    }
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    @Nullable String line = input.readLine();
    return line == null ? new char[0] : line.toCharArray();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
