package dev.lockstep.plant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.identity.UsernameProvider;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The press as a client meets it, over a real connection. */
class PressTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Press press = new Press(FreePorts.find(1).getFirst());
  private OpcUaClient client;
  private int namespace;

  @BeforeEach
  void connect() throws Exception {
    press.start();
    client =
        OpcUaClient.create(
            press.endpoint(),
            endpoints ->
                endpoints.stream()
                    .filter(e -> e.getSecurityPolicyUri().equals(SecurityPolicy.None.getUri()))
                    .findFirst(),
            transport -> {},
            config -> config.setRequestTimeout(Unsigned.uint(2000)));
    client.connect();
    namespace = client.getNamespaceTable().getIndex(Press.NAMESPACE).intValue();
  }

  @AfterEach
  void disconnect() throws Exception {
    press.answer();
    client.disconnect();
    press.close();
  }

  @Test
  void speaksEncryptedToAUserWhoTrustsItsCertificate() throws Exception {
    KeyPair keys = SelfSignedCertificateGenerator.generateRsaKeyPair(2048);
    X509Certificate own =
        new SelfSignedCertificateBuilder(keys).setApplicationUri("urn:test:client").build();
    var secure =
        OpcUaClient.create(
            press.endpoint(),
            endpoints ->
                endpoints.stream()
                    .filter(e -> e.getSecurityMode() == MessageSecurityMode.SignAndEncrypt)
                    .filter(e -> Arrays.equals(e.getServerCertificate().bytes(), encoded()))
                    .findFirst(),
            transport -> {},
            config ->
                config
                    .setApplicationUri("urn:test:client")
                    .setKeyPair(keys)
                    .setCertificate(own)
                    .setCertificateChain(new X509Certificate[] {own})
                    .setIdentityProvider(
                        new UsernameProvider(MachineServer.USER, MachineServer.PASSWORD)));
    secure.connect();

    var status = secure.writeValues(List.of(node("StagedForce")), List.of(valueAlone(70.0)));

    assertThat(status).containsExactly(StatusCode.GOOD);
    secure.disconnect();
  }

  @Test
  void movesOnceHoweverOftenTheCommitIdIsWritten() throws Exception {
    stage("first", 7, 850.0);
    await().atMost(SOON).until(() -> read("PreparedId").equals("first"));
    assertThat(press.shown().moves()).isZero();

    write("CommitId", "first");
    await().atMost(SOON).until(() -> read("LastAppliedId").equals("first"));
    write("CommitId", "first");
    stage("second", 8, 900.0);
    await().atMost(SOON).until(() -> read("PreparedId").equals("second"));

    assertThat(press.shown()).isEqualTo(new Press.Shown(7, 850.0, true, 1));
    await().atMost(SOON).until(() -> read("PressingForce").equals(850.0));
  }

  @Test
  void refusesWhatIsStagedWhileTheGuardIsOpen() throws Exception {
    press.openGuard();

    stage("unsafe", 7, 850.0);

    await().atMost(SOON).until(() -> read("RejectedId").equals("unsafe"));
    assertThat(read("PreparedId")).isEqualTo("");
    assertThat(press.shown().moves()).isZero();
  }

  @Test
  void neverAppliesWhatWasAborted() throws Exception {
    stage("dropped", 7, 850.0);
    await().atMost(SOON).until(() -> read("PreparedId").equals("dropped"));

    write("AbortId", "dropped");
    await().atMost(SOON).until(() -> read("PreparedId").equals(""));
    write("CommitId", "dropped");

    await().atMost(SOON).until(() -> read("RejectedId").equals("dropped"));
    assertThat(press.shown().moves()).isZero();
  }

  @Test
  void appliesTheCommitWhoseAnswerItNeverSends() throws Exception {
    stage("unheard", 7, 850.0);
    await().atMost(SOON).until(() -> read("PreparedId").equals("unheard"));
    press.fallSilentAtCommit();

    List<StatusCode> answers = tryToWrite("CommitId", "unheard");

    assertThat(answers).as("no answer within the client's time").isEmpty();
    await().atMost(SOON).until(() -> press.shown().moves() == 1);
    press.answer();
    await().atMost(SOON).ignoreExceptions().until(() -> read("LastAppliedId").equals("unheard"));
    assertThat(press.shown().moves()).isEqualTo(1);
  }

  @Test
  void reachesAForceThatIsWrittenDirectly() throws Exception {
    write("PressingForce", 500.0);

    await().atMost(SOON).until(() -> read("PressingForce").equals(500.0));
    assertThat(press.shown().moves()).isEqualTo(1);
  }

  private void stage(String id, int recipe, double force) throws Exception {
    write("StagedRecipe", Unsigned.ushort(recipe));
    write("StagedForce", force);
    write("CommandId", id);
  }

  private void write(String tag, Object value) throws Exception {
    assertThat(client.writeValues(List.of(node(tag)), List.of(valueAlone(value))))
        .containsExactly(StatusCode.GOOD);
  }

  /** The statuses, or nothing where the server did not answer in time. */
  private List<StatusCode> tryToWrite(String tag, Object value) {
    try {
      return client.writeValues(List.of(node(tag)), List.of(valueAlone(value)));
    } catch (Exception silence) {
      return List.of();
    }
  }

  private byte[] encoded() {
    try {
      return press.certificate().getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static DataValue valueAlone(Object value) {
    return DataValue.valueOnly(new Variant(value));
  }

  private Object read(String tag) throws Exception {
    return client
        .readValues(0, TimestampsToReturn.Neither, List.of(node(tag)))
        .getFirst()
        .value()
        .value();
  }

  private NodeId node(String tag) {
    return new NodeId(namespace, "Press." + tag);
  }
}
