package dev.lockstep.driver.opcua;

import java.net.ServerSocket;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.milo.opcua.sdk.server.EndpointConfig;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfig;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfigLimits;
import org.eclipse.milo.opcua.sdk.server.identity.AnonymousIdentityValidator;
import org.eclipse.milo.opcua.sdk.server.identity.CompositeValidator;
import org.eclipse.milo.opcua.sdk.server.identity.UsernameIdentityValidator;
import org.eclipse.milo.opcua.sdk.server.identity.X509IdentityValidator;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.DefaultApplicationGroup;
import org.eclipse.milo.opcua.stack.core.security.DefaultCertificateManager;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateStore;
import org.eclipse.milo.opcua.stack.core.security.MemoryTrustListManager;
import org.eclipse.milo.opcua.stack.core.security.RsaSha256CertificateFactory;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.transport.TransportProfile;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransport;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransportConfig;

/** A small press as an OPC UA server in this process. It can be restarted, and then is another. */
final class TestServer implements AutoCloseable {
  static final String APPLICATION_URI = "urn:test:press:server";
  static final Map<String, String> USERS = new ConcurrentHashMap<>(Map.of("operator", "secret"));

  /** How the server is set up. */
  record Setup(boolean anonymous, int namespacesBefore, int nodesPerRead, int nodesPerWrite) {
    static final Setup OPEN = new Setup(true, 0, 1_000, 1_000);
  }

  private static final class Identity {
    private static final KeyPair KEYS = keys();
    private static final X509Certificate CERTIFICATE = certificate();

    private static KeyPair keys() {
      try {
        return SelfSignedCertificateGenerator.generateRsaKeyPair(2048);
      } catch (Exception failed) {
        throw new IllegalStateException(failed);
      }
    }

    private static X509Certificate certificate() {
      try {
        return new SelfSignedCertificateBuilder(KEYS)
            .setCommonName("press")
            .setApplicationUri(APPLICATION_URI)
            .addDnsName("localhost")
            .build();
      } catch (Exception failed) {
        throw new IllegalStateException(failed);
      }
    }
  }

  private final int port;
  private OpcUaServer server;
  private PressNodes nodes;
  private FieldNodes field;
  private volatile boolean trusting = true;

  TestServer(Setup setup) throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    start(setup);
  }

  int port() {
    return port;
  }

  PressNodes nodes() {
    return nodes;
  }

  FieldNodes field() {
    return field;
  }

  /** Whether it trusts the certificates of its clients. */
  void trusting(boolean trusts) {
    trusting = trusts;
  }

  /** Forgets every session, as a server does that was short of memory, or of patience. */
  void forgetSessions() {
    server
        .getSessionManager()
        .getAllSessions()
        .forEach(each -> server.getSessionManager().killSession(each.getSessionId(), true));
  }

  void restart(Setup setup) throws Exception {
    stop();
    start(setup);
  }

  void stop() {
    close();
  }

  private void start(Setup setup) throws Exception {
    server =
        new OpcUaServer(
            config(setup),
            profile -> new OpcTcpServerTransport(OpcTcpServerTransportConfig.newBuilder().build()));
    for (int each = 0; each < setup.namespacesBefore(); each++) {
      server.getNamespaceTable().add("urn:test:other:" + each);
    }
    nodes = new PressNodes(server);
    nodes.startup();
    field = new FieldNodes(server);
    field.startup();
    server.startup().get(10, TimeUnit.SECONDS);
  }

  private OpcUaServerConfig config(Setup setup) throws Exception {
    MemoryCertificateQuarantine quarantine = new MemoryCertificateQuarantine();
    RsaSha256CertificateFactory factory =
        new RsaSha256CertificateFactory() {
          @Override
          protected KeyPair createRsaSha256KeyPair() {
            return Identity.KEYS;
          }

          @Override
          protected X509Certificate[] createRsaSha256CertificateChain(KeyPair keys) {
            return new X509Certificate[] {Identity.CERTIFICATE};
          }
        };
    DefaultApplicationGroup group =
        DefaultApplicationGroup.createAndInitialize(
            new MemoryTrustListManager(), new MemoryCertificateStore(), factory, this::validate);
    UsernameIdentityValidator users =
        new UsernameIdentityValidator(
            asked -> asked.getPassword().equals(USERS.get(asked.getUsername())));
    X509IdentityValidator certificates = new X509IdentityValidator(certificate -> true);
    return OpcUaServerConfig.builder()
        .setApplicationUri(APPLICATION_URI)
        .setApplicationName(LocalizedText.english("press"))
        .setProductUri("urn:test:press:product")
        .setEndpoints(endpoints(setup))
        .setCertificateManager(new DefaultCertificateManager(quarantine, group))
        .setIdentityValidator(
            new CompositeValidator(AnonymousIdentityValidator.INSTANCE, users, certificates))
        .setLimits(limits(setup))
        .build();
  }

  private void validate(List<X509Certificate> chain, String uri, String[] hosts)
      throws UaException {
    if (!trusting) {
      throw new UaException(StatusCodes.Bad_CertificateUntrusted);
    }
  }

  private static OpcUaServerConfigLimits limits(Setup setup) {
    return new OpcUaServerConfigLimits() {
      @Override
      public UInteger getMaxNodesPerRead() {
        return Unsigned.uint(setup.nodesPerRead());
      }

      @Override
      public UInteger getMaxNodesPerWrite() {
        return Unsigned.uint(setup.nodesPerWrite());
      }

      @Override
      public Double getMinPublishingInterval() {
        return 20.0;
      }

      @Override
      public Double getMinSupportedSampleRate() {
        return 20.0;
      }
    };
  }

  private Set<EndpointConfig> endpoints(Setup setup) {
    // Named differently than it is called, as behind NAT.
    EndpointConfig.Builder builder =
        EndpointConfig.newBuilder()
            .setTransportProfile(TransportProfile.TCP_UASC_UABINARY)
            .setBindAddress("127.0.0.1")
            .setBindPort(port)
            .setHostname("press.plant.invalid")
            .setPath("/press")
            .setCertificate(Identity.CERTIFICATE);
    builder.addTokenPolicy(OpcUaServerConfig.USER_TOKEN_POLICY_USERNAME);
    builder.addTokenPolicy(OpcUaServerConfig.USER_TOKEN_POLICY_X509);
    if (setup.anonymous()) {
      builder.addTokenPolicy(OpcUaServerConfig.USER_TOKEN_POLICY_ANONYMOUS);
    }
    Set<EndpointConfig> endpoints = new LinkedHashSet<>();
    endpoints.add(
        builder
            .copy()
            .setSecurityPolicy(SecurityPolicy.None)
            .setSecurityMode(MessageSecurityMode.None)
            .build());
    for (SecurityPolicy policy :
        List.of(SecurityPolicy.Basic256Sha256, SecurityPolicy.Aes256_Sha256_RsaPss)) {
      endpoints.add(
          builder
              .copy()
              .setSecurityPolicy(policy)
              .setSecurityMode(MessageSecurityMode.SignAndEncrypt)
              .build());
    }
    return endpoints;
  }

  @Override
  public void close() {
    nodes.shutdown();
    field.shutdown();
    server.shutdown().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
