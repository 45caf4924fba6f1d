package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents' form: tables are whole, and what is said once in a list is said once. */
class DocumentsTest {
  private static final Pattern PROMISE = Pattern.compile("\\| (P\\d+a?) \\|.*");
  private static final Pattern HEAD = Pattern.compile("\\|[-| :]+");
  private static final Pattern CODE = Pattern.compile("`[^`]*`");
  private static final Pattern NUMBERED = Pattern.compile("(\\d{1,2})\\. .*");

  @Test
  void everyPromiseHasOneRowInOrder() throws IOException {
    List<String> promises = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("ARCHITECTURE.md"))) {
      Matcher promise = PROMISE.matcher(line);
      if (promise.matches()) {
        promises.add(promise.group(1));
      }
    }
    List<String> expected =
        new ArrayList<>(IntStream.rangeClosed(1, 14).mapToObj(number -> "P" + number).toList());
    expected.add(5, "P5a");
    assertThat(promises).isEqualTo(expected);
  }

  /** What nobody reads to its end explains nothing; the stories have a page of their own. */
  @Test
  void architectureIsReadInOneSitting() throws IOException {
    assertThat(Files.size(Path.of("ARCHITECTURE.md"))).isLessThanOrEqualTo(14 * 1024);
  }

  @Test
  void everyTableIsWhole() throws IOException {
    for (Path document : documents()) {
      List<String> lines = Files.readAllLines(document);
      for (int i = 1; i < lines.size(); i++) {
        if (lines.get(i).startsWith("|")) {
          String row = document + ":" + (i + 1);
          boolean first = !lines.get(i - 1).startsWith("|");
          if (first) {
            assertThat(HEAD.matcher(lines.get(i + 1)).matches()).as(row).isTrue();
          } else {
            assertThat(columns(lines.get(i))).as(row).isEqualTo(columns(lines.get(i - 1)));
          }
        }
      }
    }
  }

  @Test
  void noRowAndNoItemStandsTwice() throws IOException {
    for (Path document : documents()) {
      List<String> section = new ArrayList<>();
      for (String line : Files.readAllLines(document)) {
        if (line.startsWith("## ")) {
          section.clear();
        }
        boolean row = line.startsWith("| ") && CODE.matcher(line).find();
        if (row || line.startsWith("- ")) {
          assertThat(section).as(document + ": " + line).doesNotContain(line);
          section.add(line);
        }
      }
    }
  }

  @Test
  void everyNumberedListCountsOn() throws IOException {
    for (Path document : documents()) {
      int last = 0;
      for (String line : Files.readAllLines(document)) {
        Matcher item = NUMBERED.matcher(line);
        if (item.matches()) {
          int number = Integer.parseInt(item.group(1));
          assertThat(number).as(document + ": " + line).isIn(1, last + 1);
          last = number;
        }
      }
    }
  }

  @Test
  void changelogHasEachHeadingOnceInAVersion() throws IOException {
    List<String> headings = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("CHANGELOG.md"))) {
      if (line.startsWith("## ")) {
        headings.clear();
      } else if (line.startsWith("### ")) {
        headings.add(line);
        assertThat(headings).doesNotHaveDuplicates();
      }
    }
  }

  private static long columns(String row) {
    return CODE.matcher(row)
        .replaceAll("")
        .replace("\\|", "")
        .chars()
        .filter(c -> c == '|')
        .count();
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents =
        new ArrayList<>(
            List.of(Path.of("README.md"), Path.of("ARCHITECTURE.md"), Path.of("CHANGELOG.md")));
    try (Stream<Path> files = Files.walk(Path.of("src/site/markdown"))) {
      documents.addAll(files.filter(file -> file.toString().endsWith(".md")).toList());
    }
    return documents;
  }
}
