package dev.lockstep.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Characters beyond the first plane, which are two units of a string. */
class WideCharactersTest {
  @TempDir private Path folder;

  @Test
  void mayStandAnywhereInAFile() throws Exception {
    for (int before = 1_000; before < 1_100; before++) {
      String text = "# %s😀%nname: wide%ndeviceResources: []%n".formatted("x".repeat(before));
      Path file = Files.writeString(folder.resolve("wide.yaml"), text);

      Catalog catalog = Catalog.load(List.of(file), CatalogLimits.DEFAULT, device -> List.of());

      assertThat(catalog.report().faults()).isEmpty();
    }
  }
}
