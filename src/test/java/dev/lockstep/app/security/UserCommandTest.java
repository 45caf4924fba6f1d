package dev.lockstep.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import picocli.CommandLine;

@ResourceLock(Resources.GLOBAL)
class UserCommandTest {
  private final InputStream typed = System.in;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String password, String... arguments) {
    System.setIn(new ByteArrayInputStream((password + "\n").getBytes(StandardCharsets.UTF_8)));
    return new CommandLine(new UserCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @AfterEach
  void giveTheInputBack() {
    System.setIn(typed);
  }

  @Test
  void shortPasswordIsRefusedAndNotRepeated() {
    assertThat(run("seven77", "otto", "operator")).isEqualTo(2);
    assertThat(err.toString()).contains("at least 8 characters").doesNotContain("seven77");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void lineOfAUserHoldsNoPassword() {
    assertThat(run("eight888", "otto", "viewer", "operator")).isZero();
    assertThat(out.toString()).startsWith("otto operator,viewer ").doesNotContain("eight888");
  }
}
