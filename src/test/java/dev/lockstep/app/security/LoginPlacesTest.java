package dev.lockstep.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginPlacesTest {
  @TempDir Path folder;

  @Test
  void placeIsKnownAfterARestartAndItsFileIsForItsOwnerAlone() throws IOException {
    Path journal = folder.resolve("journal.db");
    LoginPlaces.beside(journal).add("cora", "10.0.0.1");

    LoginPlaces later = LoginPlaces.beside(journal);

    assertThat(later.contains("cora", "10.0.0.1")).isTrue();
    assertThat(later.contains("cora", "10.0.0.2")).isFalse();
    assertThat(later.contains("vera", "10.0.0.1")).isFalse();
    Path file = folder.resolve(LoginPlaces.NAME);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void placesAreBoundedAndWhatIsNoneIsPassedOver() throws IOException {
    Path journal = folder.resolve("journal.db");
    Files.writeString(folder.resolve(LoginPlaces.NAME), "\0\0\nanna 10.0.0.9\n");
    LoginPlaces places = LoginPlaces.beside(journal);
    for (int host = 0; host < 1_000; host++) {
      places.add("cora", "10.0.%d.%d".formatted(host / 250, host % 250));
    }

    assertThat(places.contains("cora", "10.0.3.249")).isTrue();
    assertThat(places.contains("anna", "10.0.0.9")).isFalse();
    assertThat(Files.readAllLines(folder.resolve(LoginPlaces.NAME))).hasSize(256);
  }

  @Test
  void fileThatCannotBeWrittenHoldsUpNobody() {
    LoginPlaces places = LoginPlaces.beside(folder.resolve("no/such/folder/journal.db"));

    places.add("cora", "10.0.0.1");

    assertThat(places.contains("cora", "10.0.0.1")).isTrue();
  }
}
