package dev.lockstep.plant;

import static org.eclipse.milo.opcua.sdk.server.OpcUaServerConfig.USER_TOKEN_POLICY_ANONYMOUS;
import static org.eclipse.milo.opcua.sdk.server.OpcUaServerConfig.USER_TOKEN_POLICY_USERNAME;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.eclipse.milo.opcua.sdk.server.EndpointConfig;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfig;
import org.eclipse.milo.opcua.sdk.server.identity.AnonymousIdentityValidator;
import org.eclipse.milo.opcua.sdk.server.identity.CompositeValidator;
import org.eclipse.milo.opcua.sdk.server.identity.UsernameIdentityValidator;
import org.eclipse.milo.opcua.stack.core.security.CertificateManager;
import org.eclipse.milo.opcua.stack.core.security.CertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.DefaultApplicationGroup;
import org.eclipse.milo.opcua.stack.core.security.DefaultCertificateManager;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateStore;
import org.eclipse.milo.opcua.stack.core.security.MemoryTrustListManager;
import org.eclipse.milo.opcua.stack.core.security.RsaSha256CertificateFactory;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.transport.TransportProfile;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransport;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransportConfig;

/**
 * The OPC UA server in front of one machine, on loopback. Offers no security with an anonymous
 * user, and SignAndEncrypt by each policy that is still held safe; trusts every client's
 * certificate.
 */
final class MachineServer implements AutoCloseable {
  static final String USER = "lockstep";
  static final String PASSWORD = "press-and-oven";
  private static final long SECONDS_MOST = 30;
  private static final List<SecurityPolicy> SECURE =
      List.of(
          SecurityPolicy.Basic256Sha256,
          SecurityPolicy.Aes128_Sha256_RsaOaep,
          SecurityPolicy.Aes256_Sha256_RsaPss);

  static {
    Security.addProvider(new BouncyCastleProvider()); // Aes256_Sha256_RsaPss asks for its RSA
  }

  private final String name;
  private final int port;
  private final X509Certificate certificate;
  private final OpcUaServer server;
  private final MachineNamespace namespace;
  private final Silence silence = new Silence();

  /**
   * Not listening until {@link #start}.
   *
   * @param name of the machine's object, which all its node ids begin with
   * @param port free, on loopback
   */
  MachineServer(String name, String namespaceUri, int port) {
    this.name = name;
    this.port = port;
    try {
      KeyPair keys = SelfSignedCertificateGenerator.generateRsaKeyPair(2048);
      certificate = selfSigned(keys, namespaceUri + ":server");
      server = new OpcUaServer(configuration(keys, namespaceUri + ":server"), this::transport);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no certificate for the " + name, e);
    }
    namespace = new MachineNamespace(server, namespaceUri, name);
    namespace.startup();
  }

  void start() {
    server.startup().orTimeout(SECONDS_MOST, TimeUnit.SECONDS).join();
  }

  MachineNamespace namespace() {
    return namespace;
  }

  Silence silence() {
    return silence;
  }

  String endpoint() {
    return "opc.tcp://127.0.0.1:%d/%s".formatted(port, path());
  }

  /** What a client must trust. */
  X509Certificate certificate() {
    return certificate;
  }

  @Override
  public void close() {
    silence.end();
    namespace.shutdown();
    server.shutdown().orTimeout(SECONDS_MOST, TimeUnit.SECONDS).join();
  }

  private String path() {
    return name.toLowerCase(Locale.ROOT);
  }

  private OpcUaServerConfig configuration(KeyPair keys, String applicationUri)
      throws GeneralSecurityException {
    return OpcUaServerConfig.builder()
        .setApplicationUri(applicationUri)
        .setApplicationName(LocalizedText.english(name + " of the Lockstep plant"))
        .setProductUri("urn:lockstep:plant")
        .setEndpoints(endpoints())
        .setCertificateManager(certificates(keys))
        .setIdentityValidator(
            new CompositeValidator(
                AnonymousIdentityValidator.INSTANCE,
                new UsernameIdentityValidator(
                    who -> USER.equals(who.getUsername()) && PASSWORD.equals(who.getPassword()))))
        .build();
  }

  private Set<EndpointConfig> endpoints() {
    EndpointConfig.Builder endpoint =
        EndpointConfig.newBuilder()
            .setTransportProfile(TransportProfile.TCP_UASC_UABINARY)
            .setBindAddress("127.0.0.1")
            .setBindPort(port)
            .setHostname("127.0.0.1")
            .setPath("/" + path())
            .setCertificate(certificate)
            .addTokenPolicies(USER_TOKEN_POLICY_ANONYMOUS, USER_TOKEN_POLICY_USERNAME);
    Set<EndpointConfig> endpoints = new LinkedHashSet<>();
    endpoints.add(
        endpoint
            .copy()
            .setSecurityPolicy(SecurityPolicy.None)
            .setSecurityMode(MessageSecurityMode.None)
            .build());
    for (SecurityPolicy each : SECURE) {
      endpoints.add(
          endpoint
              .copy()
              .setSecurityPolicy(each)
              .setSecurityMode(MessageSecurityMode.SignAndEncrypt)
              .build());
    }
    return endpoints;
  }

  private CertificateManager certificates(KeyPair keys) throws GeneralSecurityException {
    CertificateValidator trusting = new CertificateValidator.InsecureCertificateValidator();
    var factory =
        new RsaSha256CertificateFactory() {
          @Override
          public KeyPair createKeyPair(NodeId type) {
            return keys;
          }

          @Override
          protected X509Certificate[] createRsaSha256CertificateChain(KeyPair pair) {
            return new X509Certificate[] {certificate};
          }
        };
    try {
      return new DefaultCertificateManager(
          new MemoryCertificateQuarantine(),
          DefaultApplicationGroup.createAndInitialize(
              new MemoryTrustListManager(), new MemoryCertificateStore(), factory, trusting));
    } catch (Exception e) {
      throw new GeneralSecurityException("Milo's certificate group", e);
    }
  }

  private static X509Certificate selfSigned(KeyPair keys, String applicationUri)
      throws GeneralSecurityException {
    try {
      return new SelfSignedCertificateBuilder(keys)
          .setCommonName("Lockstep plant")
          .setApplicationUri(applicationUri)
          .addDnsName("localhost")
          .addIpAddress("127.0.0.1")
          .build();
    } catch (Exception e) {
      throw new GeneralSecurityException("self-signed certificate", e);
    }
  }

  private OpcTcpServerTransport transport(TransportProfile profile) {
    return new OpcTcpServerTransport(
        OpcTcpServerTransportConfig.newBuilder()
            .setChannelPipelineCustomizer(silence::join)
            .build());
  }
}
