package dev.lockstep.app.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.coordinator.CoordinationListener;
import dev.lockstep.coordinator.ParticipantClient;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.ObservedLink;
import dev.lockstep.journal.DecisionLog;
import dev.lockstep.journal.Journal;
import dev.lockstep.participant.DecisionListener;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is put around a port changes nothing: every method of the port is handed on. */
class HandedOnTest {
  private static final Map<Class<?>, Class<?>> PORTS =
      Map.of(
          TracedJournal.class, Journal.class,
          TracedDecisionLog.class, DecisionLog.class,
          TracedGateways.class, ParticipantClient.class,
          TracedTransactions.class, DecisionListener.class,
          TracedCoordinations.class, CoordinationListener.class,
          ObservedLink.class, DeviceLink.class);

  /** A default that is not handed on stands in the way of the port's own. */
  @Test
  void noWrapperLeavesAMethodToTheDefaultOfItsPort() {
    PORTS.forEach(
        (wrapper, port) ->
            assertThat(defaults(wrapper, port)).as(wrapper.getSimpleName()).isEmpty());
  }

  private static List<Method> defaults(Class<?> wrapper, Class<?> port) {
    return Stream.of(port.getMethods())
        .filter(each -> !Modifier.isStatic(each.getModifiers()) && each.isDefault())
        .filter(each -> !overrides(wrapper, each))
        .toList();
  }

  private static boolean overrides(Class<?> wrapper, Method method) {
    return Stream.of(wrapper.getDeclaredMethods())
        .anyMatch(
            each ->
                each.getName().equals(method.getName())
                    && Arrays.equals(each.getParameterTypes(), method.getParameterTypes()));
  }
}
