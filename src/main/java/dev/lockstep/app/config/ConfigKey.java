package dev.lockstep.app.config;

import dev.lockstep.app.tracing.TracesConfig;
import dev.lockstep.coordinator.CoordinatorSettings;
import dev.lockstep.driver.mqtt.MqttSettings;
import dev.lockstep.driver.opcua.OpcUaSettings;
import dev.lockstep.ensemble.EnsembleSettings;
import dev.lockstep.journal.AuditConfig;
import dev.lockstep.journal.BackupConfig;
import dev.lockstep.journal.JournalConfig;
import dev.lockstep.outbox.OrderSettings;
import dev.lockstep.participant.ParticipantSettings;
import dev.lockstep.rest.RequestLimits;
import dev.lockstep.rest.client.CoordinatorClientSettings;
import dev.lockstep.rest.client.SiblingClientSettings;
import dev.lockstep.rest.lra.LraConfig;
import dev.lockstep.rest.restat.RestAtConfig;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Key of the configuration, read off the interfaces that declare it.
 *
 * @param name for example {@code lockstep.limits.body-max}
 * @param path methods that lead from {@link GatewayConfig} to its value
 */
@RegisterForReflection(
    targets = {
      GatewayConfig.class,
      TracesConfig.class,
      StandbyConfig.class,
      HttpConfig.class,
      OidcConfig.class,
      JournalConfig.class,
      AuditConfig.class,
      BackupConfig.class,
      CoordinatorClientSettings.class,
      SiblingClientSettings.class,
      RestAtConfig.class,
      LraConfig.class,
      CoordinatorSettings.class,
      EnsembleSettings.class,
      OrderSettings.class,
      ParticipantSettings.class,
      RequestLimits.class,
      OpcUaSettings.class,
      MqttSettings.class
    })
record ConfigKey(String name, List<Method> path) {
  /** All keys, in the order of their names. */
  static List<ConfigKey> all() {
    return of(GatewayConfig.class, "lockstep", List.of())
        .sorted(Comparator.comparing(ConfigKey::name))
        .toList();
  }

  private static Stream<ConfigKey> of(Class<?> mapping, String root, List<Method> above) {
    return Arrays.stream(mapping.getMethods())
        .filter(method -> Modifier.isAbstract(method.getModifiers())) // others are derived
        .flatMap(
            method -> {
              boolean flat = method.isAnnotationPresent(WithParentName.class);
              String name = flat ? root : root + "." + word(method);
              List<Method> path = Stream.concat(above.stream(), Stream.of(method)).toList();
              Class<?> type = method.getReturnType();
              return type.isInterface() && type.getName().startsWith("dev.lockstep.")
                  ? of(type, name, path)
                  : Stream.of(new ConfigKey(name, path));
            });
  }

  private static String word(Method method) {
    WithName given = method.getAnnotation(WithName.class);
    return given == null
        ? method.getName().replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT)
        : given.value();
  }

  /** As a variable of the environment: {@code LOCKSTEP_LIMITS_BODY_MAX}. */
  String variable() {
    return name.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
  }

  <A extends Annotation> Optional<A> annotation(Class<A> type) {
    return Optional.ofNullable(path.getLast().getAnnotation(type));
  }

  /** Its value there. */
  Object in(GatewayConfig config) {
    Object value = config;
    try {
      for (Method each : path) {
        value = Objects.requireNonNull(each.invoke(value), name);
      }
      return value;
    } catch (ReflectiveOperationException bug) {
      throw new IllegalStateException(name + " cannot be read", bug);
    }
  }
}
