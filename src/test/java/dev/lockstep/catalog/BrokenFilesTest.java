package dev.lockstep.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Loads each folder of {@code catalog/broken}, and compares its faults and warnings with {@code
 * expected.txt}. Rewritten with {@code -Dgolden.rewrite=true}, and read in review.
 */
class BrokenFilesTest {
  private static final Path BROKEN = Path.of("src/test/resources/catalog/broken");

  static Stream<Path> folders() throws IOException {
    try (Stream<Path> all = Files.list(BROKEN)) {
      return all.filter(Files::isDirectory).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void everyFaultIsNamedWithItsPlaceAndRemedy(Path folder) throws IOException {
    String found = rendered(folder);
    Path expected = folder.resolve("expected.txt");
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(expected, found);
    }
    assertThat(found).isEqualTo(Files.readString(expected));
  }

  @Test
  void everyFolderIsCompared() throws IOException {
    assertThat(folders()).hasSizeGreaterThanOrEqualTo(14);
  }

  private static String rendered(Path folder) {
    Catalog catalog =
        Catalog.load(List.of(folder), CatalogLimits.DEFAULT, BrokenFilesTest::driverFaults);
    StringBuilder text = new StringBuilder();
    LoadReport report = catalog.report();
    report.faults().forEach(each -> text.append("fault    ").append(each).append('\n'));
    report.warnings().forEach(each -> text.append("warning  ").append(each).append('\n'));
    text.append("profiles ").append(catalog.profiles().keySet()).append('\n');
    text.append("devices  ").append(catalog.devices().keySet()).append('\n');
    return text.toString().replace(folder.toString().replace('\\', '/') + "/", "");
  }

  private static List<String> driverFaults(Device device) {
    return device.name().value().equals("refused-by-driver")
        ? List.of("opcua has no Endpoint; write Endpoint: \"opc.tcp://host:4840\"")
        : List.of();
  }
}
