package dev.lockstep.dashboard;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.rest.RequestRefusedException;
import org.junit.jupiter.api.Test;

class FormTokenTest {
  private final FormToken tokens = new FormToken(new byte[32]);

  @Test
  void tokenIsGoodForWhoWasGivenItAndForThatForm() {
    String token = tokens.of("name otto", "/dashboard/transactions/t-1/act");

    assertThatCode(() -> tokens.check(token, "name otto", "/dashboard/transactions/t-1/act"))
        .doesNotThrowAnyException();
    refused(() -> tokens.check(token, "name vera", "/dashboard/transactions/t-1/act"));
    refused(() -> tokens.check(token, "name otto", "/dashboard/transactions/t-2/act"));
    refused(() -> tokens.check("", "name otto", "/dashboard/transactions/t-1/act"));
  }

  @Test
  void tokenOfAnotherRunIsNone() {
    byte[] other = new byte[32];
    other[0] = 1;
    String token = new FormToken(other).of("name otto", "/dashboard/logout");

    refused(() -> tokens.check(token, "name otto", "/dashboard/logout"));
  }

  private static void refused(Runnable check) {
    assertThatThrownBy(check::run)
        .isInstanceOf(RequestRefusedException.class)
        .hasMessageContaining("load the page again");
  }
}
