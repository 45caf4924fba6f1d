package dev.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchmarkOptionsTest {

  @Test
  void withoutAnyEverythingIsMeasured() {
    assertThat(BenchmarkOptions.of()).isEqualTo(BenchmarkOptions.DEFAULT);
    assertThat(BenchmarkOptions.of().parts()).containsExactly(BenchmarkOptions.Topic.values());
  }

  @Test
  void takesWhatIsNamed() {
    BenchmarkOptions options =
        BenchmarkOptions.of(
            "--quick",
            "--part",
            "restart,opcua",
            "--levels",
            "1,2",
            "--seconds",
            "3",
            "--doubts",
            "7",
            "--every",
            "5");

    assertThat(options.parts())
        .containsExactly(BenchmarkOptions.Topic.OPCUA, BenchmarkOptions.Topic.RESTART);
    assertThat(options.pace().levels()).isEqualTo(List.of(1, 2));
    assertThat(options.pace().measure()).isEqualTo(Duration.ofSeconds(3));
    assertThat(options.doubts()).isEqualTo(7);
    assertThat(options.calm().every()).isEqualTo(Duration.ofSeconds(5));
    assertThat(options.other()).isEmpty();
    assertThat(options.past()).isLessThan(BenchmarkOptions.DEFAULT.past());
  }

  @Test
  void takesSeveralPackagesAndThePartsThatTakeOneTheFirst(@TempDir Path folder) throws IOException {
    String one = unpacked(folder.resolve("one"));
    String two = unpacked(folder.resolve("two"));

    BenchmarkOptions options = BenchmarkOptions.of("--dist", one, "--part", "start", "--dist", two);

    assertThat(options.others()).containsExactly(Path.of(one), Path.of(two));
    assertThat(options.other()).contains(Path.of(one));
    assertThat(options.parts()).containsExactly(BenchmarkOptions.Topic.START);
  }

  private static String unpacked(Path home) throws IOException {
    Path program = Files.createDirectories(home.resolve("bin")).resolve("lockstep");
    assertThat(Files.createFile(program).toFile().setExecutable(true)).isTrue();
    return home.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--part nothing",
        "--levels 0",
        "--levels 1,x",
        "--levels 300",
        "--seconds 0",
        "--warm-up -1",
        "--doubts 0",
        "--every 0",
        "--calm 0",
        "--dist no/such/folder",
        "--unknown 1",
        "--levels"
      })
  void refusesWhatCannotBeUsed(String line) {
    assertThatThrownBy(() -> BenchmarkOptions.of(line.split(" ", -1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
