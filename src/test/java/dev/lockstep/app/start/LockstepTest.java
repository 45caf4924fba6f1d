package dev.lockstep.app.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.ImageMode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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

  /** A line that ends inside a sentence is broken a second time where the window is narrow. */
  @Test
  void helpIsWrappedAndNotBrokenInsideSentences() {
    List<String> broken = new ArrayList<>();
    lines(Lockstep.commandLine("--help"))
        .forEach(
            line -> {
              List<String[]> all = new ArrayList<>();
              all.add(line.getCommandSpec().usageMessage().description());
              line.getCommandSpec().args().forEach(each -> all.add(each.description()));
              for (String[] each : all) {
                Stream.of(each)
                    .limit(Math.max(0, each.length - 1))
                    .filter(part -> !part.isEmpty() && !part.matches(".*[.:]"))
                    .forEach(part -> broken.add(line.getCommandName() + ": " + part));
              }
            });
    assertThat(broken).isEmpty();
  }

  private static Stream<CommandLine> lines(CommandLine line) {
    return Stream.concat(
        Stream.of(line), line.getSubcommands().values().stream().flatMap(LockstepTest::lines));
  }

  @Test
  void mistypedCommandIsToldWhichOneWasMeant() {
    StringWriter err = new StringWriter();

    int code = Lockstep.commandLine("statsu").setErr(new PrintWriter(err, true)).execute("statsu");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains("lockstep status");
  }
}
