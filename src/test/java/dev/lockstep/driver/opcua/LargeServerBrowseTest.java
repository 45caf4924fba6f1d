package dev.lockstep.driver.opcua;

import static dev.lockstep.faults.FaultyNetwork.Direction.TO_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.CatalogLimits;
import dev.lockstep.catalog.ProfileDraft;
import dev.lockstep.device.SelfDescription;
import dev.lockstep.driver.BrowseFailedException;
import dev.lockstep.driver.BrowseRequest;
import dev.lockstep.faults.Fate;
import dev.lockstep.faults.FaultyNetwork;
import dev.lockstep.faults.Framing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server of many nodes and low limits, whose references go round, and a browse that breaks off.
 */
class LargeServerBrowseTest {
  private static final int CELLS = 30 * 10;
  private static final int MANY = 1_100;
  private static final int ODD = 12;

  @TempDir private static Path serverPki;
  @TempDir private static Path pki;
  private static ForeignPress server;
  private static OpcUaDriverFixture bench;
  private static SelfDescription whole;

  /** Answers that it took. */
  private static final AtomicInteger ANSWERS = new AtomicInteger();

  @TempDir private Path home;

  @BeforeAll
  static void startServer() throws Exception {
    server = ForeignPress.start(serverPki, "large.js");
    bench = new OpcUaDriverFixture(pki);
    try (FaultyNetwork network = new FaultyNetwork(server.port(), Framing.OPC_UA)) {
      network.rule(
          TO_CLIENT,
          each -> {
            ANSWERS.incrementAndGet();
            return Fate.PASSED;
          });
      whole = browse(network.port(), 10_000, Optional.empty());
    }
  }

  @AfterAll
  static void stopServer() {
    if (bench != null) {
      bench.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void allOfItIsFoundOnceWithinTheServersLimits() throws Exception {
    SelfDescription found = whole;

    assertThat(found.unfinished()).isEmpty();
    assertThat(found.rest()).isEmpty();
    assertThat(nodes(found)).hasSize(CELLS + MANY + ODD);
    assertThat(found.resources()).hasSize(CELLS + MANY + ODD);
    assertThat(found.omissions()).isEmpty();
  }

  @Test
  void aMethodThatTwoObjectsShareIsFoundWithEach() throws Exception {
    assertThat(whole.methods())
        .extracting(each -> each.attributes().get("objectId"))
        .containsExactlyInAnyOrder("nsu=urn:test:large;s=First", "nsu=urn:test:large;s=Second");
  }

  @Test
  void itsNamesPassTheCheck() throws Exception {
    Path profile =
        Files.writeString(
            home.resolve("large.yaml"), new ProfileDraft("large", "here", whole).profile());

    Catalog catalog = Catalog.load(List.of(profile), CatalogLimits.DEFAULT, bench.driver()::faults);

    assertThat(catalog.report().faults()).isEmpty();
  }

  @Test
  void whatALimitLeftIsGoneOnWith() throws Exception {
    SelfDescription part = browse(server.port(), 20, Optional.empty());
    int rounds = 0;
    while (part.rest().isPresent()) {
      assertThat(part.unfinished()).isPresent();
      part = browse(server.port(), 700, part.rest());
      rounds++;
    }

    assertThat(rounds).isGreaterThan(1);
    assertThat(nodes(part)).isEqualTo(nodes(whole));
    assertThat(part.resources()).hasSameSizeAs(whole.resources());
    assertThat(part.methods()).hasSameSizeAs(whole.methods());
  }

  @Test
  void aServerThatIsGoneForGoodLeavesWhatWasFoundAndIsGoneOnWithLater() throws Exception {
    SelfDescription part;
    try (FaultyNetwork network = new FaultyNetwork(server.port(), Framing.OPC_UA)) {
      AtomicInteger messages = new AtomicInteger();
      network.rule(
          TO_CLIENT,
          each -> messages.incrementAndGet() > ANSWERS.get() / 2 ? Fate.RESET_BEFORE : Fate.PASSED);
      part = browse(network.port(), 10_000, Optional.empty());
    }

    assertThat(part.unfinished())
        .hasValueSatisfying(why -> assertThat(why).contains("stand ahead"));
    assertThat(part.resources()).isNotEmpty().hasSizeLessThan(whole.resources().size());
    assertThat(nodes(browse(server.port(), 10_000, part.rest()))).isEqualTo(nodes(whole));
  }

  @Test
  void aBrowseThatAPersonStopsLeavesWhatWasFound() throws Exception {
    try {
      SelfDescription part =
          bench
              .driver()
              .browse(
                  OpcUaDriverFixture.press(OpcUaDriverFixture.insecure(server.port())),
                  request(10_000, Optional.empty()),
                  looked -> {
                    if (looked > 200) {
                      Thread.currentThread().interrupt();
                    }
                  });

      assertThat(part.unfinished())
          .hasValueSatisfying(why -> assertThat(why).startsWith("stopped"));
      assertThat(part.rest()).isPresent();
      assertThat(part.resources()).isNotEmpty();
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void whatIsNoWalkOfThisServerIsRefused() {
    for (String rest : List.of("", "lockstep-browse 1 elsewhere", "something else")) {
      assertThatThrownBy(() -> browse(server.port(), 100, Optional.of(rest)))
          .isInstanceOf(BrowseFailedException.class)
          .hasMessageContaining("leave --resume away");
    }
    assertThatThrownBy(
            () ->
                browse(
                    server.port(),
                    100,
                    Optional.of("lockstep-browse 1 i%3D85\nahead Object false nonsense\n")))
        .isInstanceOf(BrowseFailedException.class);
  }

  private static Set<String> nodes(SelfDescription found) {
    Set<String> nodes = new TreeSet<>();
    found.resources().forEach(each -> nodes.add(String.valueOf(each.attributes().get("nodeId"))));
    return nodes;
  }

  private static SelfDescription browse(int port, int nodesMax, Optional<String> rest)
      throws BrowseFailedException {
    Map<String, String> address = OpcUaDriverFixture.insecure(port);
    return bench
        .driver()
        .browse(OpcUaDriverFixture.press(address), request(nodesMax, rest), looked -> {});
  }

  private static BrowseRequest request(int nodesMax, Optional<String> rest) {
    return new BrowseRequest(
        Optional.empty(), nodesMax, 20, Duration.ofSeconds(10), Optional.empty(), rest);
  }
}
