package dev.lockstep.driver.opcua;

import static dev.lockstep.faults.FaultyNetwork.Direction.TO_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.lockstep.device.Access;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.SelfDescription;
import dev.lockstep.device.ValueType;
import dev.lockstep.driver.BrowseFailedException;
import dev.lockstep.driver.BrowseRequest;
import dev.lockstep.driver.CertificateDetails;
import dev.lockstep.driver.TrustRequest;
import dev.lockstep.faults.Fate;
import dev.lockstep.faults.FaultyNetwork;
import dev.lockstep.faults.Framing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found on a server, what is left out, and what a person is told where it fails. */
class AddressSpaceBrowserTest {
  private static final String URI = "urn:test:field";

  @TempDir private Path pki;
  private TestServer server;
  private OpcUaDriverFixture bench;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(TestServer.Setup.OPEN);
    bench = new OpcUaDriverFixture(pki, Map.of("Press-1", "secret"));
  }

  @AfterEach
  void stop() {
    bench.close();
    server.close();
  }

  @Test
  void saysOfVariablesWhatTheServerSays() throws Exception {
    SelfDescription found = browse(all());

    assertThat(found.unfinished()).isEmpty();
    assertThat(resource(found, "Press", "Recipe").attributes())
        .isEqualTo(Map.of("nodeId", "nsu=urn:test:press;s=Recipe"));
    assertThat(resource(found, "Press", "Recipe").access()).isEqualTo(Access.READ_WRITE);
    assertThat(shape(found, "Analog").type()).isEqualTo(ValueType.FLOAT64);
    assertThat(shape(found, "Analog").limits()).hasToString("0 to 100");
    assertThat(shape(found, "Unset").limits()).hasToString("any to any");
    assertThat(shape(found, "Mode").words()).isEqualTo(Map.of(0L, "Off", 1L, "Auto"));
    assertThat(shape(found, "Fixed").type()).isEqualTo(ValueType.INT32_ARRAY);
    assertThat(shape(found, "When").type()).isEqualTo(ValueType.STRING);
    assertThat(shape(found, "Halt").type()).isEqualTo(ValueType.STRING);
    assertThat(resource(found, "Open").remarks()).singleElement().asString().contains("open");
    assertThat(found.resources())
        .extracting(each -> each.path().getLast())
        .doesNotContain("EURange", "EnumStrings", "CurrentSessionCount");
  }

  @Test
  void saysOfMethodsWhatTheyTake() throws Exception {
    SelfDescription.Method stroke =
        browse(all()).methods().stream()
            .filter(each -> each.path().equals(List.of("Press", "Stroke")))
            .findFirst()
            .orElseThrow();

    assertThat(stroke.attributes())
        .isEqualTo(
            Map.of(
                "objectId", "nsu=urn:test:press;s=Press",
                "methodId", "nsu=urn:test:press;s=Press.Stroke"));
    assertThat(stroke.inputs())
        .extracting(SelfDescription.Argument::name, each -> each.shape().type())
        .containsExactly(tuple("count", ValueType.UINT16), tuple("force", ValueType.FLOAT64));
    assertThat(stroke.outputs()).containsExactly("total (Int32)");
  }

  @Test
  void saysThatAMatrixIsAListOfRows() throws Exception {
    SelfDescription.Found matrix = resource(browse(all()), "Matrix");
    assertThat(matrix.shape().type()).isEqualTo(ValueType.INT32_ARRAY);
    assertThat(matrix.remarks())
        .containsExactly("A matrix of 2 dimensions: a list of its rows, each a list.");
  }

  @Test
  void beginsWhereItIsTold() throws Exception {
    SelfDescription found = browse(under("nsu=urn:test:press;s=Press"));

    assertThat(found.resources())
        .extracting(SelfDescription.Found::path)
        .contains(List.of("Recipe"));
    assertThat(found.resources())
        .extracting(each -> String.valueOf(each.attributes().get("nodeId")))
        .noneMatch(each -> each.contains(URI));
  }

  @Test
  void endsAtTheLimitAndSaysHowToGoOn() throws Exception {
    BrowseRequest few =
        new BrowseRequest(Optional.empty(), 3, 20, Duration.ofSeconds(10), Optional.empty());

    assertThat(browse(few).unfinished())
        .hasValueSatisfying(
            why -> assertThat(why).startsWith("3 nodes were looked at").contains("--under"));
  }

  @Test
  void doesNotGoDeeperThanItIsTold() throws Exception {
    BrowseRequest flat =
        new BrowseRequest(Optional.empty(), 1_000, 1, Duration.ofSeconds(10), Optional.empty());

    SelfDescription found = browse(flat);

    assertThat(found.resources()).extracting(each -> each.path().size()).containsOnly(1);
    assertThat(found.omissions())
        .extracting(SelfDescription.Omission::why)
        .contains("stands 1 deep; what is below is not shown");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ns=2;s=", "Press", "nsu=urn:nobody;s=Press"})
  void saysWhatIsWrongWithTheNodeToBeginWith(String node) {
    assertThatThrownBy(() -> browse(under(node)))
        .isInstanceOf(BrowseFailedException.class)
        .message()
        .contains("--under");
  }

  @Test
  void saysThatANodeIsNotThere() {
    assertThatThrownBy(() -> browse(under("nsu=urn:test:press;s=Nothing")))
        .isInstanceOf(BrowseFailedException.class)
        .message()
        .contains("BadNodeIdUnknown")
        .contains("--under");
  }

  @Test
  void saysThatNobodyAnswers() {
    server.close();

    assertThatThrownBy(
            () ->
                browse(
                    new BrowseRequest(
                        Optional.empty(), 9, 9, Duration.ofMillis(300), Optional.empty())))
        .isInstanceOf(BrowseFailedException.class)
        .message()
        .startsWith("not connected: ");
  }

  @Test
  void asksForAPersonsWordBeforeItTrustsAServer() throws Exception {
    Map<String, String> secured =
        Map.of("Endpoint", "opc.tcp://127.0.0.1:" + server.port() + "/press");

    assertThatThrownBy(() -> browse(secured, all()))
        .isInstanceOf(BrowseFailedException.class)
        .message()
        .contains("is not trusted");
    assertThatThrownBy(() -> browse(secured, trusting("00".repeat(32))))
        .isInstanceOf(BrowseFailedException.class);
    String shown = CertificateDetails.of(server.certificate()).thumbprint();
    assertThat(browse(secured, trusting(shown)).resources()).isNotEmpty();
    assertThat(browse(secured, all()).resources()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 10, 12, 14})
  void goesOnWhereAConnectionWasLost(int lost) throws Exception {
    SelfDescription whole = browse(all());
    try (FaultyNetwork network = new FaultyNetwork(server.port(), Framing.OPC_UA)) {
      AtomicInteger message = new AtomicInteger();
      network.rule(
          TO_CLIENT, each -> message.incrementAndGet() == lost ? Fate.RESET_BEFORE : Fate.PASSED);

      SelfDescription found = browse(OpcUaDriverFixture.insecure(network.port()), all());

      assertThat(message.get()).isGreaterThan(lost);
      assertThat(found).isEqualTo(whole);
    }
  }

  private static SelfDescription.Found resource(SelfDescription found, String... path) {
    return found.resources().stream()
        .filter(each -> each.path().equals(List.of(path)))
        .findFirst()
        .orElseThrow();
  }

  private static SelfDescription.Shape shape(SelfDescription found, String name) {
    return resource(found, name).shape();
  }

  private static BrowseRequest all() {
    return wanted(Optional.empty(), Optional.empty());
  }

  private static BrowseRequest under(String node) {
    return wanted(Optional.of(node), Optional.empty());
  }

  private static BrowseRequest trusting(String thumbprint) {
    TrustRequest request =
        new TrustRequest(
            thumbprint, Optional.of(new DeviceName("Press-1")), "otto", "compared with the panel");
    return wanted(Optional.empty(), Optional.of(request));
  }

  private static BrowseRequest wanted(Optional<String> under, Optional<TrustRequest> trust) {
    return new BrowseRequest(under, 10_000, 20, Duration.ofSeconds(10), trust);
  }

  private SelfDescription browse(BrowseRequest wanted) throws BrowseFailedException {
    return browse(OpcUaDriverFixture.insecure(server.port()), wanted);
  }

  private SelfDescription browse(Map<String, String> address, BrowseRequest wanted)
      throws BrowseFailedException {
    return bench.driver().browse(OpcUaDriverFixture.press(address), wanted, looked -> {});
  }
}
