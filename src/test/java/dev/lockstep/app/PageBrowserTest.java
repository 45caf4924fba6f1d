package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.CatalogLimits;
import dev.lockstep.device.Device;
import dev.lockstep.driver.BrowseFailedException;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.Press;
import dev.lockstep.rest.MachineBrowser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Browsing for the page before a press that wants encryption. */
class PageBrowserTest {
  private static final Pattern THUMBPRINT = Pattern.compile("\\b[0-9a-f]{64}\\b");
  private static final Optional<String> NONE = Optional.empty();

  @TempDir private Path folder;
  private final int port = FreePorts.find(1).getFirst();
  private final String endpoint = "opc.tcp://127.0.0.1:" + port + "/press";
  private Press press;

  @BeforeEach
  void start() {
    press = new Press(port).start();
  }

  @AfterEach
  void stop() {
    press.close();
  }

  private PageBrowser browser() {
    return new PageBrowser(BrowserSettings.in(folder), name -> Optional.empty(), new SystemTime());
  }

  private MachineBrowser.Wanted wanted(String address) {
    return new MachineBrowser.Wanted(address, NONE, Optional.of("press-1"), NONE, NONE);
  }

  private static MachineBrowser.Wanted secured(String address, String user, String policy) {
    return new MachineBrowser.Wanted(
        address, NONE, Optional.of("press-1"), Optional.of(user), Optional.of(policy));
  }

  @Test
  void untrustedServerIsRefusedWithItsFingerprintAndTheCommandThatWouldTrustIt() {
    assertThat(browser().faults(wanted(endpoint))).isEmpty();

    assertThatThrownBy(() -> browser().browse(wanted(endpoint), ignored -> {}))
        .isInstanceOf(BrowseFailedException.class)
        .hasMessageContaining("is not trusted")
        .hasMessageContaining("lockstep browse --trust THUMBPRINT")
        .hasMessageMatching("(?s).*\\b[0-9a-f]{64}\\b.*");
    assertThatThrownBy(() -> browser().browse(wanted(endpoint), ignored -> {}))
        .as("asking twice trusts nobody")
        .hasMessageContaining("is not trusted");
  }

  @Test
  void trustedServerGivesTheDraftsOfTheCommandAndWritesNone() throws Exception {
    String printed = printedByTheCommand();
    List<Path> before = files();
    AtomicInteger looked = new AtomicInteger();

    MachineBrowser.Draft draft = browser().browse(wanted(endpoint), looked::set);

    assertThat(draft.files())
        .extracting(MachineBrowser.DraftFile::name)
        .containsExactly("press-1.yaml", "press-1.devices.yaml");
    assertThat(printed).startsWith(draft.files().getFirst().text());
    assertThat(draft.told().getFirst()).matches("\\d+ resources, \\d+ methods, \\d+ left out");
    assertThat(draft.unfinished()).isEmpty();
    assertThat(looked).hasPositiveValue();
    assertThat(files()).isEqualTo(before);
    Path drafts = Files.createDirectories(folder.resolve("drafts"));
    for (MachineBrowser.DraftFile each : draft.files()) {
      Files.writeString(drafts.resolve(each.name()), each.text());
    }
    Catalog catalog = Catalog.load(List.of(drafts), CatalogLimits.DEFAULT, new CheckDrivers());
    assertThat(catalog.report().faults()).isEmpty();
    assertThat(catalog.devices()).hasSize(1);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.sorted().toList();
    }
  }

  private String printedByTheCommand() {
    StringWriter err = new StringWriter();
    assertThat(command(new StringWriter(), err)).isEqualTo(1);
    Matcher shown = THUMBPRINT.matcher(err.toString());
    assertThat(shown.find()).isTrue();
    StringWriter out = new StringWriter();
    assertThat(command(out, err, "--trust", shown.group())).as(err.toString()).isZero();
    return out.toString();
  }

  private int command(StringWriter out, StringWriter err, String... more) {
    String[] arguments =
        Stream.concat(Stream.of(endpoint, "--name", "press-1"), Stream.of(more))
            .toArray(String[]::new);
    return new CommandLine(new BrowseCommand(() -> BrowserSettings.in(folder)))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  @Test
  void whatIsWrongIsSaidInTheWordsOfThePage() {
    assertThat(browser().faults(wanted("http://press:4840")).getFirst())
        .contains("Endpoint is \"http://press:4840\"");
    assertThat(browser().faults(secured("opc.tcp://press:4840", "u", "Basic128")).getFirst())
        .contains("SecurityPolicy is \"Basic128\"")
        .doesNotContain("protocols.opcua");
    MachineBrowser.Wanted hostless =
        new MachineBrowser.Wanted("mqtt://u:p@hall", NONE, NONE, NONE, NONE);
    assertThat(browser().faults(hostless).getFirst()).contains("a user by the user");
    assertThat(browser().faults(wanted("opc.tcp://" + "x".repeat(600))))
        .containsExactly("each field has 500 characters at most");
    assertThat(PageBrowser.onPage("--listen waits longer, --under names, --max-nodes is 1"))
        .isEqualTo(
            "lockstep browse --listen waits longer, the node or topic names, lockstep browse"
                + " --max-nodes is 1");
  }

  @Test
  void passwordGoesOverAnEncryptedConnectionAlone() {
    assertThat(browser().faults(secured(endpoint, "line", "none")))
        .anySatisfy(each -> assertThat(each).contains("over an encrypted connection alone"));
    assertThat(browser().faults(secured("mqtt://hall.plant.example", "line", "None")))
        .anySatisfy(each -> assertThat(each).contains("the password would go in clear"));
    assertThat(browser().faults(secured("mqtts://hall.plant.example", "line", "None"))).isEmpty();
  }

  @Test
  void nameOfADeviceIsForItsOwnAddressAlone() {
    Device own = new BrowseTarget(endpoint, Optional.of("press-1"), NONE, "None").device();
    PageBrowser browser =
        new PageBrowser(
            BrowserSettings.in(folder),
            name -> Optional.of(own).filter(each -> each.name().equals(name)),
            new SystemTime());

    assertThat(browser.faults(wanted(endpoint))).isEmpty();
    for (String other : List.of("opc.tcp://elsewhere:4840", "mqtts://elsewhere.example")) {
      assertThat(browser.faults(wanted(other)))
          .singleElement()
          .asString()
          .contains("press-1 is a device of this gateway with another address");
    }
  }
}
