package dev.lockstep.rest.restat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkHeaderTest {
  private static final String TERMINATOR =
      "<http://c/tx/1/terminator>; rel=\"terminator\"; title=\"terminator\"; type=\"text/plain\"";
  private static final String PARTICIPANT =
      "<http://c/tx/1>; rel=\"durable-participant\"; title=\"durable-participant\"";

  @Test
  void linkIsFoundByItsRelationInOneHeaderOrInSeveral() {
    assertThat(LinkHeader.to("durable-participant", List.of(TERMINATOR, PARTICIPANT)))
        .contains("http://c/tx/1");
    assertThat(LinkHeader.to("durable-participant", List.of(TERMINATOR + ", " + PARTICIPANT)))
        .contains("http://c/tx/1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<x>;rel=durable-participant",
        "<x> ; title=\"a, b; <c>\" ; rel = \"terminator Durable-Participant\"",
        "<y>; rel=other, <x>; REL=\"durable-participant\"",
        "<y>; rel=\"other\"; rel=\"durable-participant\", <x>; rel=\"durable-participant\"",
        "<x>; crossorigin; rel=\"durable\\-participant\""
      })
  void formsOfRfc8288AreRead(String header) {
    assertThat(LinkHeader.to("durable-participant", List.of(header))).contains("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<x", "x>; rel=a", "<x>; rel", "<x>; rel=\"a", "<x>; =a", ";;;<"})
  void whatIsNoLinkIsNone(String header) {
    assertThat(LinkHeader.to("durable-participant", List.of(header))).isEmpty();
  }

  @Test
  @Tag("fault")
  void longHeaderTakesNoMoreStackThanAShortOne() {
    String header = "<x>" + ";a=b".repeat(500_000) + ";rel=durable-participant";
    assertThat(LinkHeader.to("durable-participant", List.of(header))).contains("x");
  }

  @Test
  void relationThatOnlyEndsOrBeginsAlikeIsAnother() {
    assertThat(LinkHeader.to("participant", List.of(PARTICIPANT))).isEmpty();
    assertThat(LinkHeader.to("durable", List.of(PARTICIPANT))).isEmpty();
    assertThat(LinkHeader.to("durable-participant", List.of())).isEmpty();
  }
}
