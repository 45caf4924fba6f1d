package dev.lockstep.rest.restat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

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

  @Test
  void relationThatOnlyEndsOrBeginsAlikeIsAnother() {
    assertThat(LinkHeader.to("participant", List.of(PARTICIPANT))).isEmpty();
    assertThat(LinkHeader.to("durable", List.of(PARTICIPANT))).isEmpty();
    assertThat(LinkHeader.to("durable-participant", List.of())).isEmpty();
  }
}
