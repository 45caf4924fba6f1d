package dev.lockstep.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTypeTest {
  @Test
  void everyTypeIsDescribedForPeopleInItsOrder() throws IOException {
    List<String> described =
        Files.readAllLines(Path.of("src/site/markdown/problems.md")).stream()
            .filter(line -> line.startsWith("## "))
            .map(line -> line.substring(3))
            .toList();

    assertThat(described)
        .isEqualTo(Arrays.stream(ProblemType.values()).map(ProblemType::uri).toList());
  }
}
