package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.CatalogLimits;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.Press;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code lockstep browse} before a press that wants encryption. */
class BrowseCommandTest {
  private static final Pattern THUMBPRINT = Pattern.compile("\\b[0-9a-f]{64}\\b");

  @TempDir private Path folder;
  private final int port = FreePorts.find(1).getFirst();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Press press;

  @BeforeEach
  void start() {
    press = new Press(port).start();
  }

  @AfterEach
  void stop() {
    press.close();
  }

  @Test
  void makesAProfileAndADeviceThatPassTheCheck() {
    assertThat(browse()).isEqualTo(1);
    assertThat(err.toString()).contains("is not trusted", "--trust");
    Matcher shown = THUMBPRINT.matcher(err.toString());
    assertThat(shown.find()).isTrue();

    int code = browse("--trust", shown.group(), "--out", drafts().toString());

    assertThat(code).as(err.toString()).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            drafts().resolve("press-1.yaml").toString(),
            drafts().resolve("press-1.devices.yaml").toString());
    Catalog catalog = Catalog.load(List.of(drafts()), CatalogLimits.DEFAULT, new CheckDrivers());
    assertThat(catalog.report().faults()).isEmpty();
    assertThat(catalog.devices()).hasSize(1);
  }

  @Test
  void replacesNoFileUnasked() throws IOException {
    Files.createDirectories(drafts());
    Files.writeString(drafts().resolve("press-1.yaml"), "name: mine");

    assertThat(browse("--out", drafts().toString())).isEqualTo(2);

    assertThat(err.toString()).contains("is there already", "--overwrite");
    assertThat(drafts().resolve("press-1.yaml")).hasContent("name: mine");
  }

  @Test
  void goesOnWhereALimitEndedIt() throws IOException {
    String trusted = thumbprint();
    String out = drafts().toString();

    assertThat(browse("--trust", trusted, "--out", out, "--max-nodes", "1")).isEqualTo(9);
    assertThat(err.toString()).contains("--resume");
    Path rest = drafts().resolve("press-1.browse");
    String part = Files.readString(drafts().resolve("press-1.yaml"));
    assertThat(part).contains("This is not all");
    assertThat(rest).exists();

    assertThat(run("opc.tcp://127.0.0.1:1", "--name", "press-1", "--out", out, "--resume"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("is of another endpoint");
    assertThat(browse("--out", out, "--resume")).as(err.toString()).isZero();

    assertThat(drafts().resolve("press-1.yaml")).content().doesNotContain("This is not all");
    assertThat(Files.size(drafts().resolve("press-1.yaml"))).isGreaterThan(part.length());
    assertThat(rest).doesNotExist();
  }

  @Test
  void saysWhereThereIsNothingToGoOnWith() {
    assertThat(browse("--resume")).isEqualTo(2);
    assertThat(browse("--resume", "--out", drafts().toString())).isEqualTo(2);
    assertThat(err.toString()).contains("needs the --out", "leave --resume away to begin anew");
  }

  private String thumbprint() {
    assertThat(browse()).isEqualTo(1);
    Matcher shown = THUMBPRINT.matcher(err.toString());
    assertThat(shown.find()).isTrue();
    return shown.group();
  }

  @Test
  void saysWhatIsWrongWithItsArguments() {
    assertThat(run("http://press:4840")).isEqualTo(2);
    assertThat(run("opc.tcp://press:4840", "--trust", "12")).isEqualTo(2);
    assertThat(run("opc.tcp://press:4840", "--security", "Basic128")).isEqualTo(2);
    assertThat(run("opc.tcp://press:4840", "--max-nodes", "0")).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "opc.tcp://HOST:4840 would be right",
            "64 or 40 hexadecimal digits would be right",
            "SecurityPolicy is \"Basic128\"",
            "at least 1");
  }

  @Test
  void configurationThatCannotBeUsedIsToldWithItsKeyAndWithoutTheHelp() {
    BrowseCommand command =
        new BrowseCommand(
            () -> {
              throw new StartFailureException("LOCKSTEP_FOO is no key of Lockstep");
            });
    for (String endpoint : List.of("opc.tcp://press:4840", "mqtt://press:1883")) {
      err.getBuffer().setLength(0);
      int code =
          new CommandLine(command)
              .setExecutionExceptionHandler(new UnusableConfiguration())
              .setErr(new PrintWriter(err, true))
              .execute(endpoint);
      assertThat(code).isEqualTo(2);
      assertThat(err.toString())
          .isEqualTo("browse: LOCKSTEP_FOO is no key of Lockstep%n".formatted());
    }
  }

  private Path drafts() {
    return folder.resolve("drafts");
  }

  private int browse(String... more) {
    String[] arguments = new String[more.length + 3];
    arguments[0] = "opc.tcp://127.0.0.1:" + port + "/press";
    arguments[1] = "--name";
    arguments[2] = "press-1";
    System.arraycopy(more, 0, arguments, 3, more.length);
    return run(arguments);
  }

  private int run(String... arguments) {
    return new CommandLine(new BrowseCommand(() -> BrowserSettings.in(folder)))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
