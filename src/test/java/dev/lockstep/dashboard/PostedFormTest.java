package dev.lockstep.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.rest.RequestRefusedException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PostedFormTest {
  private static PostedForm form(String body) {
    return PostedForm.read(body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void fieldsAreDecodedAndMayBeThereSeveralTimes() {
    PostedForm form = form("reason=press+is%20clear%20%E2%9C%93&id=t-1&id=t-2&empty=");

    assertThat(form.text("reason")).isEqualTo("press is clear ✓");
    assertThat(form.all("id")).containsExactly("t-1", "t-2");
    assertThat(form.text("empty")).isEmpty();
    assertThat(form.text("missing")).isEmpty();
  }

  @Test
  void reasonIsOneTo500CharactersWithoutTheBlanksAroundIt() {
    assertThat(form("reason=+x+").reasonFault()).isEmpty();
    assertThat(form("reason=+x+").reason()).isEqualTo("x");
    assertThat(form("reason=" + "x".repeat(500)).reasonFault()).isEmpty();
    assertThat(form("reason=" + "x".repeat(501)).reasonFault())
        .contains("At most 500 characters; these are 501.");
    assertThat(form("reason=+%0A+").reasonFault())
        .hasValueSatisfying(fault -> assertThat(fault).startsWith("Say why"));
    assertThat(form("other=1").reasonFault()).isPresent();
  }

  @Test
  void whatIsNoFormIsRefused() {
    assertThatThrownBy(() -> form("reason=%ZZ")).isInstanceOf(RequestRefusedException.class);
    assertThatThrownBy(() -> form("a=1&".repeat(1_001)))
        .isInstanceOf(RequestRefusedException.class)
        .hasMessageContaining("1000 fields");
  }
}
