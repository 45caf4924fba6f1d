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
import picocli.CommandLine;

/** Holds the page about the command line against the commands that there are. */
class CommandLinePageTest {
  private static final Path PAGE = Path.of("src/site/markdown/command-line.md");
  private static final Pattern CODE = Pattern.compile("(?m)^\\| (\\d+) \\| ([^|]+) \\|");

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
}
