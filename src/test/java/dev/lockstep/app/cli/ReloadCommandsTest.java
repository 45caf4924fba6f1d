package dev.lockstep.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The reload of profiles and devices at the command line. */
@Timeout(30)
class ReloadCommandsTest {
  private static final String RELOAD = "POST /api/v1/reload";

  private final PlayedGateway gateway = new PlayedGateway();
  private final CommandRig shell = new CommandRig();

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void reloadWithAFaultTellsItsPlaceAndExitsWithOne() {
    gateway.on(
        RELOAD,
        422,
        """
        {"type":"/problems/faulty-definitions","detail":"press.yaml:3:45: unknown valueType","applied":false,
         "report":[{"file":"press.yaml","line":3,"column":45,"severity":"fault","message":"unknown valueType"}]}
        """);

    CommandRig.Said said = shell.run(gateway, "reload", "--reason", "a third press");

    assertThat(said.out()).startsWith("press.yaml:3:45: fault\n    unknown valueType\nNOT applied");
    assertThat(said.code()).isEqualTo(ExitCode.REFUSED.code());
  }

  @Test
  void reloadThatALiveTransactionForbidsNamesItAndExitsWithSix() {
    gateway.on(
        RELOAD,
        409,
        """
        {"type":"/problems/device-in-use","detail":"press-1 would change","applied":false,
         "holders":[{"device":"press-1","transaction":"changeover-7"}]}
        """);

    CommandRig.Said said = shell.run(gateway, "reload", "--reason", "a third press");

    assertThat(said.out()).startsWith("press-1 is held by transaction changeover-7\nNOT applied");
    assertThat(said.code()).isEqualTo(ExitCode.WAITS.code());
  }

  @Test
  void reloadTellsWhatItChanged() {
    gateway.on(
        RELOAD,
        """
        {"applied":true,"report":[],"changed":{"added":["press-3"],"removed":[],"changed":["oven-1","oven-2"],"reconnected":["oven-1"],"untouched":7}}
        """);

    CommandRig.Said said = shell.run(gateway, "reload", "--reason", "a third press");

    assertThat(said.out())
        .isEqualTo("applied: 1 added, 0 removed, 2 changed (1 reconnected), 7 untouched\n");
    assertThat(said.code()).isEqualTo(ExitCode.DONE.code());
  }

  @Test
  void reloadWithoutAReasonIsWrongUsageAndAsksNoGateway() {
    CommandRig.Said said = shell.run(gateway, "reload");

    assertThat(said.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(said.err()).contains("--reason");
    assertThat(gateway.asked()).isEmpty();
  }

  @Test
  void reloadWhoseAnswerIsLostIsNotTakenForARefusalAndNotRepeated() {
    gateway.losing(RELOAD);

    CommandRig.Said said = shell.run(gateway, "reload", "--reason", "a third press");

    assertThat(said.code()).isEqualTo(ExitCode.UNKNOWN.code());
    assertThat(gateway.bodies(RELOAD)).hasSize(1);
  }

  @Test
  void fiftyFaultsAreFiftyPlacesAndNoneOfThemMovesTheCursor() {
    String finding =
        "{\"file\":\"press-%d.yaml\",\"line\":%d,\"column\":1,\"severity\":\"fault\",\"message\":\"\\u001b[2Jwhat\"}";
    String findings =
        IntStream.rangeClosed(1, 50)
            .mapToObj(each -> finding.formatted(each, each))
            .collect(Collectors.joining(","));
    gateway.on(
        RELOAD,
        422,
        "{\"type\":\"/problems/faulty-definitions\",\"detail\":\"faults\",\"applied\":false,\"report\":[%s]}"
            .formatted(findings));

    CommandRig.Said said = shell.run(gateway, "reload", "--reason", "a third press");

    assertThat(said.out().lines().filter(line -> line.endsWith(": fault"))).hasSize(50);
    assertThat(said.out()).contains("press-50.yaml:50:1: fault").doesNotContain("\u001b");
  }
}
