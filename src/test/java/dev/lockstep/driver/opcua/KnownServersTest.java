package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.device.DeviceName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One readable file for each device says which server was first approved for it. */
class KnownServersTest {
  private static final String PEOPLE = "Endpoint: x|Approved: 2026-11-29T17:00:00Z";
  private static final Instant NOW = Instant.parse("2026-11-29T17:00:00Z");

  @TempDir private Path pki;

  @Test
  void whatWasApprovedIsReadAgainAndOnlyItsOwnerMayReadIt() throws Exception {
    KnownServers known = new KnownServers(pki);
    assertThat(known.of(new DeviceName("Press-1"))).isEmpty();
    KnownServer press = server("Press-1", "urn:plant:press");
    assertThat(known.approve(press)).isTrue();
    assertThat(new KnownServers(pki).of(new DeviceName("Press-1"))).contains(press);
    Path file = pki.resolve("known/Press-1.txt");
    assertThat(Files.readString(file))
        .startsWith(
            """
            Lockstep known server 1
            Device: Press-1
            ApplicationUri: urn:plant:press
            Endpoint: opc.tcp://10.0.0.5:4840
            Approved: 2026-11-29T17:00:00Z
            """);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(files()).containsExactly("Press-1.txt");
  }

  @Test
  void whatWasApprovedIsNeverReplaced() throws Exception {
    KnownServers known = new KnownServers(pki);
    assertThat(known.approve(server("Press-1", "urn:plant:press"))).isTrue();
    assertThat(known.approve(server("Press-1", "urn:plant:oven"))).isFalse();
    assertThat(known.of(new DeviceName("Press-1")).orElseThrow().value())
        .isEqualTo("urn:plant:press");
    assertThat(files()).containsExactly("Press-1.txt");
  }

  @Test
  void ofTwoServersThatAreApprovedAtTheSameTimeOneIsKept() throws Exception {
    int racers = 8;
    try (ExecutorService threads = Executors.newFixedThreadPool(racers)) {
      for (int round = 0; round < 50; round++) {
        String device = "Press-" + round;
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Boolean>> won = new ArrayList<>();
        for (int racer = 0; racer < racers; racer++) {
          KnownServer mine = server(device, "urn:plant:server-" + racer);
          // Each with an object of its own, as two gateways of one folder have.
          KnownServers known = new KnownServers(pki);
          won.add(
              threads.submit(
                  () -> {
                    go.await();
                    return known.approve(mine);
                  }));
        }
        go.countDown();
        List<Integer> winners = new ArrayList<>();
        for (int racer = 0; racer < racers; racer++) {
          if (won.get(racer).get()) {
            winners.add(racer);
          }
        }
        assertThat(winners).hasSize(1);
        assertThat(new KnownServers(pki).of(new DeviceName(device)).orElseThrow().value())
            .isEqualTo("urn:plant:server-" + winners.getFirst());
      }
    }
  }

  @Test
  void namesThatNoFileMayHaveStayInTheFolderAndApart() throws Exception {
    List<String> names =
        List.of(
            "../../etc/passwd",
            "..",
            ".hidden",
            "a/b",
            "a_b",
            "a b",
            "Größe",
            "x".repeat(200),
            "x".repeat(199) + "y",
            "CON~1",
            "Press-1.txt");
    KnownServers known = new KnownServers(pki);
    Set<Path> files = new HashSet<>();
    for (String name : names) {
      KnownServer server = server(name, "urn:plant:" + names.indexOf(name));
      assertThat(known.approve(server)).as(name).isTrue();
      assertThat(known.of(new DeviceName(name))).as(name).contains(server);
      Path file = known.file(new DeviceName(name));
      assertThat(file.normalize().getParent()).as(name).isEqualTo(pki.resolve("known"));
      files.add(file);
    }
    assertThat(files).hasSameSizeAs(names);
    assertThat(files()).hasSameSizeAs(names);
  }

  /** Lines are parted by bars here. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "|",
        "urn:plant:press",
        "Lockstep known server 1|Device: Press-1",
        "Lockstep known server 2|Device: Press-1|ApplicationUri: urn:a:b|" + PEOPLE,
        "Lockstep known server 1|Device: Oven-1|ApplicationUri: urn:a:b|" + PEOPLE,
        "Lockstep known server 1|Device: Press-1|ApplicationUri: no uri|" + PEOPLE,
        "Lockstep known server 1|Device: Press-1|Thumbprint: 12|" + PEOPLE,
        "Lockstep known server 1|Device: Press-1|Uri: urn:a:c|" + PEOPLE,
        "Lockstep known server 1|Device: Press-1|" + PEOPLE,
        "Lockstep known server 1|Device: Press-1|ApplicationUri: urn:a:b|ApplicationUri: urn:a:c|"
            + PEOPLE,
        "Lockstep known server 1|Device: Press-1|ApplicationUri: urn:a:b|Uri: urn:a:c|" + PEOPLE,
        "Lockstep known server 1|Device: Press-1|ApplicationUri: urn:a:b|Endpoint: x|Approved: now"
      })
  void whatIsNoSuchFileIsNamedAndNeverTakenForMissing(String text) throws Exception {
    Path file = Files.createDirectories(pki.resolve("known")).resolve("Press-1.txt");
    Files.writeString(file, text.replace('|', '\n'));
    assertThatThrownBy(() -> new KnownServers(pki).of(new DeviceName("Press-1")))
        .isInstanceOf(UnansweredException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("delete it");
  }

  @Test
  void whatIsTooLongOrNoTextIsNamedToo() throws Exception {
    Path file = Files.createDirectories(pki.resolve("known")).resolve("Press-1.txt");
    String sound = server("Press-1", "urn:plant:press").text();
    Files.writeString(file, sound + "#".repeat(9_000));
    assertDamaged(file);
    byte[] octets = sound.getBytes(StandardCharsets.ISO_8859_1);
    octets[octets.length - 3] = (byte) 0xE4;
    Files.write(file, octets);
    assertDamaged(file);
  }

  @Test
  void whatAPersonHasMendedIsRead() throws Exception {
    Path file = Files.createDirectories(pki.resolve("known")).resolve("Press-1.txt");
    String mended =
        """
        # moved by hand
        Lockstep known server 1
        Device: Press-1
        Thumbprint: AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD

        Endpoint: opc.tcp://10.0.0.5:4840
        Approved: 2026-11-29T17:00:00Z
        """;
    Files.writeString(file, mended.replace("\n", "\r\n"));
    KnownServer found = new KnownServers(pki).of(new DeviceName("Press-1")).orElseThrow();
    assertThat(found.key()).isEqualTo("Thumbprint");
    assertThat(found.value()).isEqualTo("aabbccddeeff00112233445566778899aabbccdd");
  }

  @Test
  void aLinkThatLeadsNowhereIsNamedAndNotFollowed() throws Exception {
    Path file = Files.createDirectories(pki.resolve("known")).resolve("Press-1.txt");
    Files.createSymbolicLink(file, pki.resolve("elsewhere"));
    KnownServers known = new KnownServers(pki);
    assertThatThrownBy(() -> known.approve(server("Press-1", "urn:plant:press")))
        .isInstanceOf(UnansweredException.class)
        .hasMessageContaining(file.toString());
    assertThat(Files.exists(pki.resolve("elsewhere"), LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  private void assertDamaged(Path file) {
    assertThatThrownBy(() -> new KnownServers(pki).of(new DeviceName("Press-1")))
        .isInstanceOf(UnansweredException.class)
        .hasMessageContaining(file.toString());
  }

  private List<String> files() throws Exception {
    try (Stream<Path> found = Files.list(pki.resolve("known"))) {
      return found.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  private static KnownServer server(String device, String uri) {
    ServerIdentity identity = new ServerIdentity(Optional.of(uri), Optional.empty());
    return new KnownServer(new DeviceName(device), identity, "opc.tcp://10.0.0.5:4840", NOW);
  }
}
