package dev.lockstep.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogLimitsTest {
  @TempDir Path folder;

  @Test
  void aliasesThatUnfoldWithoutEndAreRefused() throws IOException {
    StringBuilder bomb =
        new StringBuilder("name: bomb\nmodel: x\na0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int each = 1; each < 12; each++) {
      String alias = "*a" + (each - 1);
      bomb.append(
          "a%d: &a%d [%s]\n"
              .formatted(each, each, String.join(", ", Collections.nCopies(9, alias))));
    }

    assertThat(faultOf(bomb.toString())).contains("values, with aliases expanded");
  }

  @Test
  void aliasesAreCounted() throws IOException {
    String text = "name: x\nmodel: &m y\nlabels: [" + "*m, ".repeat(1_001) + "]\n";

    assertThat(faultOf(text)).contains("more than 1000 aliases");
  }

  @Test
  void aliasOfItselfIsRefused() throws IOException {
    assertThat(faultOf("name: x\nmodel: &m [*m]\n")).contains("has no anchor before it");
  }

  @Test
  void deepNestingIsRefusedBeforeTheStackIsFull() throws IOException {
    assertThat(faultOf("name: " + "[".repeat(500_000))).contains("nest deeper than 32");
  }

  @Test
  void largeFileIsRefusedUnread() throws IOException {
    CatalogLimits small = new CatalogLimits(10, 100, 32, 10, 1000, 2, 1, 1);
    Path file = write("name: x\nmodel: " + "y".repeat(100));

    assertThat(Catalogs.load(small, file).report().faults())
        .singleElement()
        .satisfies(each -> assertThat(each.found()).isEqualTo("larger than 100 octets"));
  }

  @Test
  void filesResourcesCommandsAndDevicesAreCounted() throws IOException {
    CatalogLimits small = new CatalogLimits(2, 10_000, 32, 10, 1000, 2, 1, 1);
    String resource = "  - { name: R%d, properties: { valueType: Bool, readWrite: R } }\n";
    String command =
        "  - { name: C%d, readWrite: R, resourceOperations: [ { deviceResource: R1 } ] }\n";
    String device = "  - { name: D%d, profileName: p, protocols: { simulated: } }\n";
    Files.writeString(
        folder.resolve("a.yaml"),
        "name: many\ndeviceResources:\n"
            + resource.formatted(1)
            + resource.formatted(2)
            + resource.formatted(3)
            + "deviceCommands:\n"
            + command.formatted(1)
            + command.formatted(2));
    Files.writeString(folder.resolve("b.yaml"), "name: p\ndeviceResources: []\n");
    Files.writeString(
        folder.resolve("c.yaml"), "deviceList:\n" + device.formatted(1) + device.formatted(2));

    assertThat(Catalogs.load(small, folder).report().faults())
        .extracting(Fault::found)
        .containsExactlyInAnyOrder(
            "3 items, at most 2 are read", "2 items, at most 1 are read", "more than 2 files");
    assertThat(
            Catalogs.load(small, folder.resolve("b.yaml"), folder.resolve("c.yaml"))
                .report()
                .faults())
        .extracting(Fault::found)
        .containsExactly("more than 1 devices");
  }

  @Test
  void onlyUtf8IsRead() throws IOException {
    Path file = folder.resolve("p.yaml");
    Files.write(file, new byte[] {'n', 'a', 'm', 'e', ':', ' ', (byte) 0xE4});

    assertThat(Catalogs.load(file).report().faults().getFirst().found())
        .isEqualTo("the file is not UTF-8");
  }

  @Test
  void byteOrderMarkIsSkipped() throws IOException {
    Path file = write("\uFEFFname: p\ndeviceResources: []\n");

    assertThat(Catalogs.load(file).report().faults()).isEmpty();
  }

  @Test
  void missingPathIsAFault() {
    assertThat(Catalogs.load(folder.resolve("nothing")).report().faults().getFirst().found())
        .isEqualTo("no such file or folder");
  }

  @Test
  void profileThatIsNamedAloneBringsItsSidecar() throws IOException {
    Path file = write("name: p\ndeviceResources: []\n");
    Files.writeString(folder.resolve("p.lockstep.yaml"), "deviceComands: []\n");

    assertThat(Catalogs.load(file).report().faults())
        .extracting(Fault::found)
        .contains("unknown key");
  }

  private String faultOf(String text) throws IOException {
    return Catalogs.load(write(text)).report().faults().getFirst().found();
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("p.yaml"), text);
  }
}
