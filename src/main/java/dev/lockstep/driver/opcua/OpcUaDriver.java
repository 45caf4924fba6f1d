package dev.lockstep.driver.opcua;

import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.SelfDescription;
import dev.lockstep.device.Target;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.BrowseFailedException;
import dev.lockstep.driver.BrowseRequest;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.Driver;
import dev.lockstep.driver.SendLease;
import dev.lockstep.driver.ServerTrust;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The OPC UA driver. Thread-safe. Bouncy Castle, the gateway's own certificate and the threads are
 * made with the first device, so that a gateway without OPC UA starts faster.
 */
public final class OpcUaDriver implements Driver {
  public static final String PROTOCOL = "opcua";

  private final OpcUaSettings settings;
  private final OpcUaApplication application;
  private final DevicePasswords passwords;
  private final RandomGenerator random;
  private final TimeSource clock;
  private final SendLease lease;
  private final PartialWrites partialWrites;
  private final Set<OpcUaLink> links = ConcurrentHashMap.newKeySet();
  private SecureChannelOpener.@Nullable Shared shared;
  private volatile Optional<OpcUaServerTrust> serverTrust = Optional.empty();

  /**
   * @param gateway this gateway's name, part of the application's name
   * @param random for the jitter of pauses; must be thread-safe
   */
  public OpcUaDriver(
      OpcUaSettings settings,
      String gateway,
      DevicePasswords passwords,
      TimeSource clock,
      RandomGenerator random) {
    this(settings, gateway, passwords, clock, random, SendLease.ALWAYS);
  }

  /**
   * As one of the two of a line.
   *
   * @param lease that writes and calls are sent under
   */
  public OpcUaDriver(
      OpcUaSettings settings,
      String gateway,
      DevicePasswords passwords,
      TimeSource clock,
      RandomGenerator random,
      SendLease lease) {
    this.lease = lease;
    this.settings = settings;
    this.application = OpcUaApplication.of(gateway, settings);
    this.passwords = passwords;
    this.random = random;
    this.clock = clock;
    this.partialWrites = new PartialWrites(clock);
  }

  /**
   * Makes the gateway's certificate where there is none yet, before anything is connected: a key
   * takes its time, and the machines have to be told of it.
   *
   * @throws java.io.UncheckedIOException where it cannot be kept, or is not as it should be
   */
  public static void makeCertificate(OpcUaSettings settings, String gateway, TimeSource clock) {
    BouncyCastle.provide();
    var unused =
        new CertificateTrust(settings.pki(), OpcUaApplication.of(gateway, settings), clock);
  }

  @Override
  public String protocol() {
    return PROTOCOL;
  }

  @Override
  public List<String> faults(Device device) {
    return AddressFaults.of(device);
  }

  @Override
  public Optional<String> server(Device device) {
    return NodeTargets.server(device);
  }

  @Override
  public Map<ResourceName, Set<Target>> targets(Device device) {
    return NodeTargets.of(device);
  }

  @Override
  public List<String> warnings(Device device) {
    return AddressWarnings.of(device.protocols().getOrDefault(PROTOCOL, Map.of()));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException where {@link #faults} finds one in the address
   * @throws java.io.UncheckedIOException where the pki directory or the gateway's own certificate
   *     cannot be read or made
   */
  @Override
  public DeviceLink open(Device device) {
    return link(device);
  }

  private OpcUaLink link(Device device) {
    List<String> faults = new ArrayList<>();
    OpcUaAddress address =
        OpcUaAddress.read(device.protocols().getOrDefault(PROTOCOL, Map.of()), faults)
            .orElseThrow(() -> new IllegalArgumentException(device.name() + ": " + faults));
    OutstandingRequests outstanding = new OutstandingRequests(settings.bounds().unsettledMax());
    Credentials credentials = new Credentials(device.name(), address.identity(), passwords);
    SecureChannelOpener.Shared shared = shared();
    KnownServers known = new KnownServers(shared.trust().pki());
    DeviceServer server = new DeviceServer(device.name(), address, known, shared.shown(), clock);
    SecureChannelOpener opener = new SecureChannelOpener(shared, server, credentials, outstanding);
    OpcUaLink link =
        new OpcUaLink(
            device, shared, opener, new OpcUaLink.Parts(outstanding, random, partialWrites));
    links.removeIf(OpcUaLink::isClosed);
    links.add(link);
    serverTrust
        .orElseThrow()
        .add(
            new TrustedMachine(
                server, () -> link.status().connected(), link::isClosed, link::wake));
    link.start();
    return link;
  }

  /**
   * Walks a server's address space and says what it has, for a profile to be made of. Blocks until
   * that is done; the server is one that this driver trusts for the device.
   *
   * @param device its name and address; what its profile says is not looked at
   * @param progress is told how many nodes were looked at
   * @throws BrowseFailedException where it cannot be reached, or the walk cannot begin; the message
   *     says what to do
   */
  public SelfDescription browse(Device device, BrowseRequest wanted, IntConsumer progress)
      throws BrowseFailedException {
    try (OpcUaLink link = link(device)) {
      ServerTrust servers = serverTrust.orElseThrow();
      return new AddressSpaceBrowser(link, servers, settings.times(), clock)
          .browse(wanted, progress);
    }
  }

  @Override
  public void removed(DeviceName device) {
    serverTrust.ifPresent(trust -> trust.removed(device));
  }

  /** Empty before the first device: then there is nothing to trust. */
  @Override
  public Optional<ServerTrust> trust() {
    return serverTrust.map(each -> each);
  }

  private synchronized SecureChannelOpener.Shared shared() {
    if (shared == null) {
      BouncyCastle.provide();
      CertificateTrust trust = new CertificateTrust(settings.pki(), application, clock);
      ShownCertificates shown = new ShownCertificates(trust.rejected(), clock);
      TrustWatch watch = new TrustWatch(trust, settings.times().trustCheck(), clock);
      serverTrust = Optional.of(new OpcUaServerTrust(trust, shown, watch, clock));
      shared =
          new SecureChannelOpener.Shared(
              settings,
              application,
              new TransportResources(settings.times()),
              trust,
              shown,
              watch,
              clock,
              lease);
      watch.start();
    }
    return shared;
  }

  @Override
  public void close() {
    links.forEach(OpcUaLink::stop);
    // Each waits for its own server, and all of them at the same time.
    links.forEach(OpcUaLink::close);
    links.clear();
    synchronized (this) {
      if (shared != null) {
        shared.watch().close();
        shared.transport().close();
      }
    }
  }
}
