package dev.lockstep.app.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.UsualSettings;
import dev.lockstep.coordinator.CoordinationListener;
import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.coordinator.ParticipantClient;
import dev.lockstep.journal.DecisionLog;
import dev.lockstep.journal.Journal;
import dev.lockstep.participant.DecisionListener;
import dev.lockstep.participant.DeviceLinks;
import dev.lockstep.rest.client.CallObserver;
import java.lang.reflect.Proxy;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** Without traces there is nothing of them. */
class TracingOffTest {
  private static final Journal JOURNAL = port(Journal.class);
  private static final ParticipantClient GATEWAYS = port(ParticipantClient.class);

  @SuppressWarnings("unchecked")
  private static final DecisionLog<CoordinationRecord> LOG = port(DecisionLog.class);

  /** One that nobody calls. */
  private static <T> T port(Class<T> port) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              throw new AssertionError(method);
            }));
  }

  @Test
  void nothingIsMadeAndEachPartIsTheVeryObjectThatItWas() {
    DecisionListener decisions = (before, event, decision) -> {};
    Executor workers = Runnable::run;
    assertThat(UsualSettings.of(TracesConfig.class).enabled()).isFalse();
    assertThat(Tracing.OFF.transactions(decisions)).isSameAs(decisions);
    assertThat(Tracing.OFF.carrying(workers)).isSameAs(workers);
    assertThat(Tracing.OFF.devices(DeviceLinks.Metering.NONE)).isSameAs(DeviceLinks.Metering.NONE);
    assertThat(Tracing.OFF.coordinations(CoordinationListener.NONE))
        .isSameAs(CoordinationListener.NONE);
    assertThat(Tracing.OFF.journal(JOURNAL)).isSameAs(JOURNAL);
    assertThat(Tracing.OFF.decisions(LOG)).isSameAs(LOG);
    assertThat(Tracing.OFF.gateways(GATEWAYS)).isSameAs(GATEWAYS);
    assertThat(Tracing.OFF.calls()).isSameAs(CallObserver.NONE);
    assertThat(Tracing.OFF.requests()).isEmpty();
    assertThat(Tracing.OFF.counts()).isEmpty();
  }
}
