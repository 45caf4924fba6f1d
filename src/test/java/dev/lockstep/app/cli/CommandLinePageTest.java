package dev.lockstep.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Holds the page about the command line against the commands that there are. */
class CommandLinePageTest {
  private static final Path PAGE = Path.of("src/site/markdown/command-line.md");
  private static final Pattern CODE = Pattern.compile("(?m)^\\| (\\d+) \\| ([^|]+) \\|");

  @TempDir private Path folder;

  private final CommandLine root =
      new CommandRig()
          .line(
              new Terminal(
                  new StringReader(""),
                  new ByteArrayOutputStream(),
                  new PrintWriter(Writer.nullWriter()),
                  new Terminal.Traits(80, false, false, StandardCharsets.UTF_8),
                  ZoneOffset.UTC));

  private static Stream<CommandLine> leaves(CommandLine line) {
    return line.getSubcommands().isEmpty()
        ? Stream.of(line)
        : line.getSubcommands().values().stream().distinct().flatMap(CommandLinePageTest::leaves);
  }

  @Test
  void everyExitCodeStandsInTheTableWithItsMeaningAndNoOther() throws Exception {
    Map<String, String> told =
        CODE.matcher(Files.readString(PAGE))
            .results()
            .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));

    assertThat(told).isEqualTo(ExitCode.listed());
  }

  @Test
  void everyCommandStandsOnThePage() throws Exception {
    String page = Files.readString(PAGE);

    assertThat(leaves(root))
        .hasSizeGreaterThan(20)
        .allSatisfy(
            leaf -> {
              String name = leaf.getCommandSpec().qualifiedName().replaceFirst("^lockstep ", "");
              assertThat(page).containsPattern("`(lockstep )?" + name + "[ `\\[]");
            });
  }

  @Test
  void everyCommandOfAGatewayHasTheSameOptionsAndListsTheExitCodes() {
    List<CommandLine> commands =
        leaves(root).filter(each -> each.getCommand() instanceof GatewayCommand).toList();

    assertThat(commands)
        .hasSizeGreaterThan(18)
        .allSatisfy(
            each -> {
              assertThat(each.getCommandSpec().optionsMap().keySet())
                  .contains(
                      "--json",
                      "--url",
                      "--user",
                      "--password-file",
                      "--token-file",
                      "--cert",
                      "--key",
                      "--ca");
              assertThat(each.getUsageMessage())
                  .contains("Exit codes:", "  130", "the answer was lost");
            });
  }

  @Test
  void completionKnowsEveryCommand() {
    CommandRig.Said said = new CommandRig().run("completion");

    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("complete -F _complete_lockstep", "dry-run", "--password-file");
  }

  @ParameterizedTest
  @CsvSource({
    "lockstep re, read release reload resolve",
    "lockstep plan dry, dry-run",
    "lockstep trust approve --dev, --device",
    "lockstep status --us, --user",
  })
  void bashCompletesWhatWasTyped(String typed, String completed) throws Exception {
    Path script =
        Files.writeString(folder.resolve("completion"), new CommandRig().run("completion").out());
    String asked =
        "source '%s'; COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1));"
            + " $(complete -p lockstep | sed 's/.*-F \\([^ ]*\\).*/\\1/') lockstep 2>/dev/null;"
            + " echo ${COMPREPLY[@]}";

    Process bash =
        new ProcessBuilder("bash", "-c", asked.formatted(script, typed))
            .redirectErrorStream(true)
            .start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(bash.waitFor()).as(said).isZero();
    assertThat(said.strip().split(" ")).containsExactlyInAnyOrder(completed.split(" "));
  }
}
