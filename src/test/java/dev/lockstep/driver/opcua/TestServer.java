package dev.lockstep.driver.opcua;

import dev.lockstep.driver.CertificateDetails;
import java.net.ServerSocket;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.eclipse.milo.opcua.stack.core.types.structured.UserTokenPolicy;
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

  /**
   * What it shows of itself.
   *
   * @param chain its certificate, then those of its issuers
   * @param applicationUri that it gives itself
   * @param openTokens the user tokens of the endpoint without security
   * @param securedTokens those of the endpoints with it; empty: there are none such endpoints
   */
  record Face(
      KeyPair keys,
      List<X509Certificate> chain,
      String applicationUri,
      List<UserTokenPolicy> openTokens,
      List<UserTokenPolicy> securedTokens) {

    static Face usual(Setup setup) {
      List<UserTokenPolicy> tokens = new ArrayList<>();
      tokens.add(OpcUaServerConfig.USER_TOKEN_POLICY_USERNAME);
      tokens.add(OpcUaServerConfig.USER_TOKEN_POLICY_X509);
      if (setup.anonymous()) {
        tokens.add(OpcUaServerConfig.USER_TOKEN_POLICY_ANONYMOUS);
      }
      TestCertificates.Issued own = Identity.OWN;
      return new Face(own.keys(), List.of(own.certificate()), APPLICATION_URI, tokens, tokens);
    }

    Face of(TestCertificates.Issued shown, X509Certificate... issuers) {
      List<X509Certificate> all = new ArrayList<>(List.of(shown.certificate()));
      all.addAll(List.of(issuers));
      return new Face(shown.keys(), all, applicationUri, openTokens, securedTokens);
    }

    Face named(String uri) {
      return new Face(keys, chain, uri, openTokens, securedTokens);
    }

    Face open(UserTokenPolicy... tokens) {
      return new Face(keys, chain, applicationUri, List.of(tokens), securedTokens);
    }

    Face secured(UserTokenPolicy... tokens) {
      return new Face(keys, chain, applicationUri, openTokens, List.of(tokens));
    }
  }

  private static final class Identity {
    private static final TestCertificates.Issued OWN = own();

    private static TestCertificates.Issued own() {
      try {
        return TestCertificates.selfSigned(
            TestCertificates.Wanted.server("press", APPLICATION_URI));
      } catch (Exception failed) {
        throw new IllegalStateException(failed);
      }
    }
  }

  private final int port;
  private final int sessionsMax;
  private volatile Face face;
  private OpcUaServer server;
  private PressNodes nodes;
  private FieldNodes field;
  private LockedMachine machine;
  private JobMachine jobs;

  /** What a machine that keeps its job orders over a restart has on its disk. */
  private final JobMemory memory = new JobMemory();

  private StructureNodes structures;
  private ArrayNodes arrays;
  private TypeDictionaryNodes dictionaries;
  private final AtomicInteger logins = new AtomicInteger();
  private volatile boolean trusting = true;
  private volatile Optional<String> trusted = Optional.empty();

  TestServer(Setup setup) throws Exception {
    this(setup, Face.usual(setup));
  }

  TestServer(Setup setup, Face face) throws Exception {
    this(setup, face, 100);
  }

  TestServer(Setup setup, Face face, int sessionsMax) throws Exception {
    this.face = face;
    this.sessionsMax = sessionsMax;
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

  StructureNodes structures() {
    return structures;
  }

  ArrayNodes arrays() {
    return arrays;
  }

  /** Empty until a test puts something there. */
  TypeDictionaryNodes dictionaries() {
    return dictionaries;
  }

  FieldNodes field() {
    return field;
  }

  /** A machine with locks. */
  LockedMachine machine() {
    return machine;
  }

  /** A machine that takes job orders. */
  JobMachine jobs() {
    return jobs;
  }

  /** What it shows to its clients. */
  X509Certificate certificate() {
    return face.chain().getFirst();
  }

  /** Whether it trusts the certificates of its clients. */
  void trusting(boolean trusts) {
    trusting = trusts;
    trusted = Optional.empty();
  }

  /** Trusts the client of this certificate (SHA-256) and no other. */
  void trustingOnly(String thumbprint) {
    trusted = Optional.of(thumbprint);
  }

  /** Sessions that it keeps, activated or not. */
  int sessions() {
    return server.getSessionManager().getAllSessions().size();
  }

  /** How often a password was shown to it. */
  int logins() {
    return logins.get();
  }

  /** Shows this from its next start on. */
  void face(Face next) {
    face = next;
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
    machine = new LockedMachine(server);
    machine.startup();
    jobs = new JobMachine(server, memory);
    jobs.startup();
    structures = new StructureNodes(server);
    structures.startup();
    arrays = new ArrayNodes(server);
    arrays.startup();
    dictionaries = new TypeDictionaryNodes(server);
    dictionaries.startup();
    server.startup().get(10, TimeUnit.SECONDS);
  }

  private OpcUaServerConfig config(Setup setup) throws Exception {
    MemoryCertificateQuarantine quarantine = new MemoryCertificateQuarantine();
    RsaSha256CertificateFactory factory =
        new RsaSha256CertificateFactory() {
          @Override
          protected KeyPair createRsaSha256KeyPair() {
            return face.keys();
          }

          @Override
          protected X509Certificate[] createRsaSha256CertificateChain(KeyPair keys) {
            return face.chain().toArray(X509Certificate[]::new);
          }
        };
    DefaultApplicationGroup group =
        DefaultApplicationGroup.createAndInitialize(
            new MemoryTrustListManager(), new MemoryCertificateStore(), factory, this::validate);
    UsernameIdentityValidator users =
        new UsernameIdentityValidator(
            asked -> {
              logins.incrementAndGet();
              return asked.getPassword().equals(USERS.get(asked.getUsername()));
            });
    X509IdentityValidator certificates = new X509IdentityValidator(certificate -> true);
    return OpcUaServerConfig.builder()
        .setApplicationUri(face.applicationUri())
        .setApplicationName(LocalizedText.english("press"))
        .setProductUri("urn:test:press:product")
        .setEndpoints(endpoints())
        .setCertificateManager(new DefaultCertificateManager(quarantine, group))
        .setIdentityValidator(
            new CompositeValidator(AnonymousIdentityValidator.INSTANCE, users, certificates))
        .setLimits(limits(setup))
        .build();
  }

  private void validate(List<X509Certificate> chain, String uri, String[] hosts)
      throws UaException {
    String shown = CertificateDetails.of(chain.getFirst()).thumbprint();
    if (!trusting || trusted.filter(only -> !only.equals(shown)).isPresent()) {
      throw new UaException(StatusCodes.Bad_CertificateUntrusted);
    }
  }

  private OpcUaServerConfigLimits limits(Setup setup) {
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
      public UInteger getMaxSessions() {
        return Unsigned.uint(sessionsMax);
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

  private Set<EndpointConfig> endpoints() {
    // Named differently than it is called, as behind NAT.
    EndpointConfig.Builder builder =
        EndpointConfig.newBuilder()
            .setTransportProfile(TransportProfile.TCP_UASC_UABINARY)
            .setBindAddress("127.0.0.1")
            .setBindPort(port)
            .setHostname("press.plant.invalid")
            .setPath("/press")
            .setCertificate(face.chain().getFirst());
    Set<EndpointConfig> endpoints = new LinkedHashSet<>();
    endpoints.add(
        builder
            .copy()
            .addTokenPolicies(face.openTokens().toArray(UserTokenPolicy[]::new))
            .setSecurityPolicy(SecurityPolicy.None)
            .setSecurityMode(MessageSecurityMode.None)
            .build());
    List<SecurityPolicy> policies =
        List.of(SecurityPolicy.Basic256Sha256, SecurityPolicy.Aes256_Sha256_RsaPss);
    for (SecurityPolicy policy :
        face.securedTokens().isEmpty() ? List.<SecurityPolicy>of() : policies) {
      endpoints.add(
          builder
              .copy()
              .addTokenPolicies(face.securedTokens().toArray(UserTokenPolicy[]::new))
              .setSecurityPolicy(policy)
              .setSecurityMode(MessageSecurityMode.SignAndEncrypt)
              .build());
    }
    return endpoints;
  }

  @Override
  public void close() {
    nodes.shutdown();
    structures.shutdown();
    arrays.shutdown();
    dictionaries.shutdown();
    field.shutdown();
    machine.shutdown();
    jobs.shutdown();
    server.shutdown().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
