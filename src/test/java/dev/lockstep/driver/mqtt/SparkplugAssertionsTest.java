package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page's table of assertions: each of the kit's once, and each test that is named is there. */
class SparkplugAssertionsTest {
  private static final Path PAGE = Path.of("src/site/markdown/sparkplug.md");
  private static final Path KIT = Path.of("src/test/resources/sparkplug/host-assertions.txt");
  private static final Pattern ROW =
      Pattern.compile("\\| \\w+ \\| `([a-z0-9-]+)` \\| ([^|]+) \\| (.+) \\|");
  private static final Pattern TEST = Pattern.compile("`(Sparkplug\\w+)#(\\w+)`");

  @Test
  void tableHasEachAssertionOfTheKitOnce() throws Exception {
    List<String> rows = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.add("tck-id-" + row.group(1));
        assertThat(row.group(2)).matches("met.*|does not apply");
      }
    }
    List<String> kit =
        Files.readAllLines(KIT).stream()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.substring(line.indexOf(" ") + 1))
            .toList();
    assertThat(rows).hasSizeGreaterThan(80).containsExactlyElementsOf(kit);
  }

  @Test
  void everyTestThatItNamesIsThere() throws Exception {
    Matcher named = TEST.matcher(Files.readString(PAGE));
    int found = 0;
    while (named.find()) {
      Class<?> type = Class.forName(getClass().getPackageName() + "." + named.group(1));
      String method = named.group(2);
      assertThat(Arrays.stream(type.getDeclaredMethods()).map(each -> each.getName()))
          .contains(method);
      found++;
    }
    assertThat(found).isGreaterThan(80);
  }
}
