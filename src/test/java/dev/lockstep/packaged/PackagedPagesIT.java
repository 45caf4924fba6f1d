package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The package has the pages that its configuration speaks of, and they lead nowhere else. */
class PackagedPagesIT {
  private static final Path HOME = Distribution.home();
  private static final Pattern PAGE = Pattern.compile("[A-Za-z0-9/-]+\\.md");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");

  @Test
  void everyPageThatTheConfigurationNamesIsThere() throws IOException {
    String shown = Files.readString(HOME.resolve("conf/application.properties"));

    List<String> named = PAGE.matcher(shown).results().map(MatchResult::group).distinct().toList();

    assertThat(named).contains("docs/operating.md", "docs/narayana.md");
    assertThat(named).allSatisfy(page -> assertThat(HOME.resolve(page)).isRegularFile());
  }

  @Test
  void everyLinkOfAPageLeadsToSomethingInThePackage() throws IOException {
    int links = 0;
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        Path target = page.resolveSibling(link.group(1)).normalize();
        assertThat(target).as(page + " says " + link.group(1)).exists();
        assertThat(target).startsWith(HOME);
        links++;
      }
    }
    assertThat(links).isGreaterThan(10);
  }

  @Test
  void archiveHasThemToo() throws Exception {
    Path archive;
    try (Stream<Path> files = Files.list(HOME.getParent())) {
      archive =
          files
              .filter(file -> file.getFileName().toString().matches("lockstep-.*\\.tar\\.gz"))
              .findFirst()
              .orElseThrow();
    }

    CommandLine.Said said =
        new CommandLine(Distribution.folder("pages"), Map.of())
            .run(List.of("tar", "-tzf", archive.toString()));

    assertThat(said.out().lines().map(line -> line.substring(line.indexOf('/') + 1)))
        .contains(
            pages().stream().map(page -> HOME.relativize(page).toString()).toArray(String[]::new));
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(HOME.resolve("docs"))) {
      return Stream.concat(files, Stream.of(HOME.resolve("SECURITY.md")))
          .filter(file -> file.toString().endsWith(".md"))
          .toList();
    }
  }
}
