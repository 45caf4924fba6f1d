package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.CatalogLimits;
import dev.lockstep.catalog.LoadReport;
import dev.lockstep.catalog.ProfileDraft;
import dev.lockstep.device.Device;
import dev.lockstep.device.SelfDescription;
import dev.lockstep.driver.BrowseFailedException;
import dev.lockstep.driver.BrowseRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The profile that a browse makes of a server, under the name that {@link PressLine} takes. It has
 * passed the check as it was drafted, and again with a person's decisions.
 *
 * @param found on the server
 * @param text of the draft, before any decision
 */
record DraftedProfile(SelfDescription found, String text, Map<String, String> address) {
  /** What a browse finds at this address. */
  static DraftedProfile of(OpcUaDriverFixture bench, int port, String... under)
      throws BrowseFailedException {
    Map<String, String> address = OpcUaDriverFixture.insecure(port);
    BrowseRequest all =
        new BrowseRequest(
            Optional.of(List.of(under)).filter(each -> !each.isEmpty()).map(List::getFirst),
            10_000,
            20,
            Duration.ofSeconds(10),
            Optional.empty());
    SelfDescription found =
        bench.driver().browse(OpcUaDriverFixture.press(address), all, looked -> {});
    String source = address.getOrDefault("Endpoint", "");
    String text = new ProfileDraft("test-press", source, found).profile();
    return new DraftedProfile(found, text, address);
  }

  /** The entry of its device. */
  String device() {
    return new ProfileDraft("test-press", "", found)
        .device("Press-1", OpcUaDriver.PROTOCOL, address);
  }

  /** As a person leaves it who takes over every proposal from the line with this text on. */
  String decided(String from, int lines) {
    String[] all = text.split("\n", -1);
    int first = 0;
    while (!all[first].contains(from)) {
      first++;
    }
    Pattern proposal = Pattern.compile("^(\\s*)#(?=[^ #\\n])");
    for (int each = first; each < Math.min(all.length, first + lines); each++) {
      Matcher line = proposal.matcher(all[each]);
      if (line.find()) {
        all[each] = line.replaceFirst("$1");
        replace(all, each);
      }
    }
    return String.join("\n", all);
  }

  /** Attributes that are proposed stand in the place of those which the resource has. */
  private static void replace(String[] all, int proposed) {
    String key = "    attributes: ";
    int above = proposed - 1;
    while (all[proposed].startsWith(key) && !all[above].startsWith("  - name: ")) {
      if (all[above].startsWith(key)) {
        all[above] = "";
      }
      above--;
    }
  }

  /** Its place in a folder, checked together with its device as {@code lockstep check} does. */
  Path checked(Path folder, OpcUaDriverFixture bench, String decided) throws IOException {
    Path profile = Files.writeString(folder.resolve("test-press.yaml"), decided);
    Path devices = Files.writeString(folder.resolve("test-press.devices.yaml"), device());
    Catalog catalog =
        Catalog.load(List.of(profile, devices), CatalogLimits.DEFAULT, bench.driver()::faults);
    LoadReport report = catalog.report();
    assertThat(report.faults()).as(decided).isEmpty();
    assertThat(catalog.devices().values()).extracting(Device::name).hasSize(1);
    Files.delete(devices);
    return profile;
  }
}
