package dev.lockstep.app.start;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The manual page says what the commands' own help says. */
class ManualPageTest {
  private final String page = ManualPage.text();

  @Test
  void everyCommandHasItsSectionWithItsOwnHelp() {
    Lockstep.commandLine("--help")
        .getSubcommands()
        .forEach(
            (name, command) -> {
              assertThat(page).contains(".SS lockstep " + ManualPage.roff(name) + "\n");
              String help = command.getCommandSpec().usageMessage().description()[0];
              assertThat(page).contains(ManualPage.roff(help.substring(0, 30)));
            });
    assertThat(page).contains(".SS lockstep journal live\n", "nobody relies on anything here");
  }

  /** A line that begins with a dot is an instruction to roff. */
  @ParameterizedTest
  @CsvSource({".ps 99, \\&.ps 99", "--help, \\-\\-help", "a\\b, a\\eb"})
  void textIsNoInstruction(String text, String roff) {
    assertThat(ManualPage.roff(text)).isEqualTo(roff);
  }

  @Test
  void completionKnowsTheCommands() {
    assertThat(ManualPage.completion()).contains("journal", "warm-up", "complete -F");
  }
}
