package dev.lockstep.app.config;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Priorities;
import jakarta.annotation.Priority;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Configuration interceptor that resolves relative paths against the installation ({@code
 * lockstep.home}), wherever the value was given. A service manager starts the gateway in {@code /},
 * a person somewhere else; the same configuration must mean the same files.
 */
@Priority(Priorities.APPLICATION - 1) // behind JournalUrl, which asks for a path itself
public final class HomePaths implements ConfigSourceInterceptor {
  private static final long serialVersionUID = 1;
  static final String HOME = "lockstep.home";

  /** Keys whose values are paths, or lists of them. Those of TLS with or without a name. */
  private static final Pattern PATHS =
      Pattern.compile(
          "lockstep\\.((journal|audit|audit\\.export|outbox|backup)\\.path|coordinator\\.path|catalog\\.(profiles|devices|plans)|secrets\\.folder"
              + "|security\\.users-file|oidc\\.(client-secret-file|roles-file)|traces\\.headers-file|outbound\\.password-file|(outbox|orders)\\.mqtt\\.password-file|opcua\\.pki"
              + "|mqtt\\.(trust-store|key-store|store-password-file)|ensemble\\.tls\\.(trust|key)-store|standby\\.(certificate|key|trust))(\\[\\d+])?"
              + "|quarkus\\.tls\\.(\\S+\\.)?(key|trust)-store\\."
              + "(pem\\.\\S+\\.(cert|key)|pem\\.certs(\\[\\d+])?|(p12|jks)\\.path)"
              + "|quarkus\\.tls\\.(\\S+\\.)?certificate-revocation-list(\\[\\d+])?"
              + "|quarkus\\.http\\.auth\\.certificate-role-properties"
              + "|quarkus\\.log\\.(file|handler\\.file\\.\\S+)\\.path"
              + "|quarkus\\.http\\.access-log\\.log-directory");

  private static final Pattern COMMA = Pattern.compile("(?<!\\\\),");

  static boolean isPath(String key) {
    return PATHS.matcher(key).matches();
  }

  @Override
  public @Nullable ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
    ConfigValue found = context.proceed(name);
    if (found == null || found.getValue() == null || !isPath(name)) {
      return found;
    }
    ConfigValue home = context.proceed(HOME);
    return home == null || home.getValue() == null || home.getValue().isBlank()
        ? found
        : found.withValue(resolved(Path.of(home.getValue()), found.getValue()));
  }

  /** Each of the paths; a comma in one is written with a backslash before it, and stays so. */
  static String resolved(Path home, String paths) {
    return Stream.of(COMMA.split(paths, -1))
        .map(each -> each.isBlank() ? each : home.resolve(each.strip()).toString())
        .collect(Collectors.joining(","));
  }
}
