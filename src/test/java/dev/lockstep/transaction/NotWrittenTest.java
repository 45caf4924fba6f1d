package dev.lockstep.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Reason;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What follows from each event whose step the journal did not take. */
class NotWrittenTest {
  private static final Reason FULL = Reason.of(Reason.Code.JOURNAL_UNAVAILABLE, "disk full");

  private static Stream<Event> events() {
    return Situation.all().stream()
        .flatMap(each -> Occurrence.all(each.state()).stream())
        .map(Occurrence::event);
  }

  @Test
  void voteThatIsNotDurableBecomesARefusalWithNothingElseChanged() {
    events()
        .forEach(
            event -> {
              Event again = Protocol.notWritten(event, FULL);
              if (event instanceof Event.Checked checked) {
                assertThat(again)
                    .isEqualTo(
                        new Event.Checked(
                            checked.located(), checked.before(), List.of(FULL), checked.at()));
              } else if (event instanceof Event.Armed armed) {
                assertThat(again)
                    .isEqualTo(
                        new Event.Armed(
                            armed.promise(), armed.heldUntil(), List.of(FULL), armed.at()));
              } else {
                assertThat(again).isSameAs(event);
              }
            });
  }

  @Test
  void everyKindOfEventIsTried() {
    Set<String> kinds =
        Stream.of(Event.class.getPermittedSubclasses())
            .map(Class::getSimpleName)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> tried =
        events()
            .map(event -> event.getClass().getSimpleName())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(tried).isEqualTo(kinds);
  }
}
