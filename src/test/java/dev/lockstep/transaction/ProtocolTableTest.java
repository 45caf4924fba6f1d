package dev.lockstep.transaction;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Golden;
import dev.lockstep.transaction.State.Committing.Standing;
import dev.lockstep.transaction.State.Preparing.Phase;
import dev.lockstep.transaction.State.RollingBack.Disarmament;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The protocol as a reviewer has read it. */
class ProtocolTableTest {

  @Test
  void everyStateMeetsEveryEventAsTheGoldenTableSays() {
    Golden.check(Path.of("src/test/resources/protocol-table.txt"), ProtocolTable.text());
  }

  @Test
  void architectureShowsTheSameTable() {
    Golden.checkSection(Path.of("ARCHITECTURE.md"), "protocol-table", ProtocolTable.markdown());
  }

  @Test
  void noStateIsMissingFromTheTable() {
    Set<Class<?>> met =
        Situation.all().stream().map(each -> each.state().getClass()).collect(Collectors.toSet());
    assertThat(met).containsExactlyInAnyOrder(State.class.getPermittedSubclasses());
  }

  @Test
  void noPhaseStandingOrOutcomeIsMissingFromTheTable() {
    Set<String> kinds =
        Situation.all().stream()
            .map(each -> ProtocolTable.kind(each.state()))
            .collect(Collectors.toSet());
    assertThat(kinds)
        .containsAll(Stream.of(Phase.values()).map(each -> "Preparing " + each).toList())
        .containsAll(Stream.of(Standing.values()).map(each -> "Committing " + each).toList())
        .containsAll(Stream.of(Disarmament.values()).map(each -> "RollingBack " + each).toList());
    Set<Outcome> outcomes =
        Situation.all().stream()
            .map(Situation::state)
            .filter(State.Ended.class::isInstance)
            .map(State.Ended.class::cast)
            .flatMap(end -> end.outcome().stream())
            .collect(Collectors.toSet());
    assertThat(outcomes).containsExactlyInAnyOrder(Outcome.values());
  }

  @Test
  void everyStateMeetsEveryKindOfEvent() {
    assertThat(Situation.all())
        .allSatisfy(
            each -> {
              Set<Class<?>> events =
                  Occurrence.all(each.state()).stream()
                      .map(event -> event.event().getClass())
                      .collect(Collectors.toSet());
              assertThat(events).containsExactlyInAnyOrder(Event.class.getPermittedSubclasses());
            });
  }

  @Test
  void everyLineOfTheTableHasItsOwnName() {
    assertThat(Situation.all().stream().collect(groupingBy(Situation::name, counting())))
        .allSatisfy((name, times) -> assertThat(times).as(name).isEqualTo(1));
    assertThat(Situation.all())
        .allSatisfy(
            each ->
                assertThat(
                        Occurrence.all(each.state()).stream()
                            .map(Occurrence::name)
                            .collect(groupingBy(identity(), counting())))
                    .allSatisfy((name, times) -> assertThat(times).as(name).isEqualTo(1)));
  }
}
