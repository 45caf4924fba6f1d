package dev.lockstep.app.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.ImageMode;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Which commands are read for which first word. */
class LockstepTest {
  @Test
  void oneCommandIsReadWithoutTheOthers() {
    assertThat(Lockstep.commandLine("status").getSubcommands()).containsOnlyKeys("status");
    assertThat(Lockstep.commandLine("plan").getSubcommands().get("plan").getSubcommands())
        .containsKeys("run", "dry-run", "watch");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "--version", "chekc", "completion"})
  void whatSpeaksOfAllOfThemHasAllOfThem(String first) {
    CommandLine whole = Lockstep.commandLine(first);

    assertThat(whole.getSubcommands()).hasSizeGreaterThan(18);
    assertThat(whole.getSubcommands())
        .allSatisfy((name, line) -> assertThat(line.getCommandName()).isEqualTo(name));
    assertThat(whole.getSubcommands().get("journal").getSubcommands())
        .containsKeys("show", "verify", "audit");
  }

  @Test
  void nativeExecutableHasNoCacheToMake() {
    CommandLine jvm = Lockstep.commandLine("--help", ImageMode.JVM);
    CommandLine executable = Lockstep.commandLine("--help", ImageMode.NATIVE_RUN);

    assertThat(jvm.getUsageMessage()).contains("warm-up");
    assertThat(executable.getUsageMessage()).contains("reload").doesNotContain("warm-up");
  }

  @Test
  void mistypedCommandIsToldWhichOneWasMeant() {
    StringWriter err = new StringWriter();

    int code = Lockstep.commandLine("statsu").setErr(new PrintWriter(err, true)).execute("statsu");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains("lockstep status");
  }
}
