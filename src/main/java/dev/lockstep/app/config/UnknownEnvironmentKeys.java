package dev.lockstep.app.config;

import dev.lockstep.app.security.Passwords;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Check for environment variables that look like keys of {@link GatewayConfig} and are none. In a
 * file such a key keeps the gateway from starting. SmallRye Config cannot tell whose a variable is,
 * so the check is made here: every variable that begins with {@code LOCKSTEP_} is meant for this
 * gateway.
 */
@RegisterForReflection(
    targets = {
      GatewayConfig.class,
      AuditConfig.class,
      CoordinatorConfig.class,
      RestAtConfig.class,
      OpcUaConfig.class,
      MqttConfig.class
    })
public final class UnknownEnvironmentKeys {
  private static final String PREFIX = "LOCKSTEP";

  /** For the start script, for the tests, and {@link Passwords}. */
  private static final Pattern OTHERS = Pattern.compile("LOCKSTEP_(CONF|CI|PASSWORD_.+)");

  /** What Kubernetes and Docker put into every container beside a service of this name. */
  private static final Pattern SERVICE_LINKS =
      Pattern.compile(
          "LOCKSTEP_(.+_)?(SERVICE_(HOST|PORT(_.+)?)|PORT(_\\d+_(TCP|UDP|SCTP)(_.+)?)?)");

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
    Set<String> keys = keys(GatewayConfig.class, PREFIX).collect(Collectors.toSet());
    return new TreeSet<>(names)
        .stream()
            .filter(name -> name.startsWith(PREFIX + "_"))
            .filter(Predicate.not(OTHERS.asMatchPredicate()))
            .filter(Predicate.not(SERVICE_LINKS.asMatchPredicate()))
            .filter(name -> !keys.contains(ELEMENT.matcher(name).replaceFirst("")))
            .toList();
  }

  /** As variables: {@code lockstep.limits.body-max} is {@code LOCKSTEP_LIMITS_BODY_MAX}. */
  private static Stream<String> keys(Class<?> mapping, String root) {
    return Arrays.stream(mapping.getMethods())
        .flatMap(
            key -> {
              String words = key.getName().replaceAll("(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
              String name = root + "_" + words;
              boolean inner =
                  key.getReturnType()
                      .getPackageName()
                      .equals(UnknownEnvironmentKeys.class.getPackageName());
              return inner ? keys(key.getReturnType(), name) : Stream.of(name);
            });
  }
}
