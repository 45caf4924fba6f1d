package dev.lockstep.app.config;

import dev.lockstep.app.security.Passwords;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Check for environment variables that look like keys of {@link GatewayConfig} and are none. In a
 * file such a key keeps the gateway from starting. SmallRye Config cannot tell whose a variable is,
 * so the check is made here: every variable that begins with {@code LOCKSTEP_} is meant for this
 * gateway.
 */
public final class UnknownEnvironmentKeys {
  private static final String PREFIX = "LOCKSTEP";

  /** For the start script, the tests, the command line, and {@link Passwords}. */
  private static final Pattern OTHERS = Pattern.compile("LOCKSTEP_(CONF|CI|PASSWORD(_.+)?|TOKEN)");

  /**
   * What Kubernetes puts into every container beside a Service whose name begins with {@code
   * lockstep}: a host, and ports by their names and by their numbers.
   */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "(LOCKSTEP(?:_[A-Z0-9_]+?)??)_(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?"
              + "|PORT(?:_\\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)?)");

  private static final Pattern ELEMENT = Pattern.compile("_\\d+_$");

  private UnknownEnvironmentKeys() {}

  /**
   * Looks through the environment.
   *
   * @param names of its variables
   * @throws StartFailureException with every one that is no key
   */
  public static void enforce(Set<String> names) {
    List<String> strays = among(names);
    if (!strays.isEmpty()) {
      throw new StartFailureException(
          "the environment cannot be used:"
              + strays.stream()
                  .map(
                      "%n  %s is no key of Lockstep; conf/application.properties shows those that there are (lockstep.journal.path is LOCKSTEP_JOURNAL_PATH)"
                          ::formatted)
                  .collect(Collectors.joining()));
    }
  }

  /** Those that are no key, in the order of the alphabet. */
  static List<String> among(Set<String> names) {
    Set<String> keys =
        ConfigKey.all().stream().map(ConfigKey::variable).collect(Collectors.toSet());
    return new TreeSet<>(names)
        .stream()
            .filter(name -> name.startsWith(PREFIX + "_"))
            .filter(Predicate.not(OTHERS.asMatchPredicate()))
            .filter(name -> !serviceLink(name, names))
            .filter(name -> !keys.contains(ELEMENT.matcher(name).replaceFirst("")))
            .toList();
  }

  /** With the host of the same Service beside it; alone it may be a key that somebody mistyped. */
  private static boolean serviceLink(String name, Set<String> names) {
    Matcher link = SERVICE_LINK.matcher(name);
    return link.matches() && names.contains(link.group(1) + "_SERVICE_HOST");
  }
}
