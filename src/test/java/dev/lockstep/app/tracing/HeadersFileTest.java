package dev.lockstep.app.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadersFileTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("headers"), text);
  }

  @Test
  void tokenIsTakenFromTheFileAsItIsNow() throws IOException {
    HeadersFile headers =
        HeadersFile.of(file("# the collector's\nAuthorization: Bearer one\n\nX-Tenant: line-a\n"));
    assertThat(headers.get())
        .isEqualTo(Map.of("Authorization", "Bearer one", "X-Tenant", "line-a"));

    file("Authorization: Bearer two\n");
    assertThat(headers.get()).isEqualTo(Map.of("Authorization", "Bearer two"));
    file("half a li");
    assertThat(headers.get()).isEqualTo(Map.of("Authorization", "Bearer two"));
  }

  @Test
  void faultNamesTheLineAndNotWhatStandsInIt() throws IOException {
    Path file = file("X-Tenant: a\nBearer s3cret\n");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeadersFile.of(file))
        .withMessageContaining("line 2")
        .withMessageNotContaining("s3cret");
  }

  @Test
  void fileThatIsNotThereIsNamedAsSuch() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeadersFile.of(folder.resolve("none")))
        .withMessageContaining("cannot be read");
  }
}
