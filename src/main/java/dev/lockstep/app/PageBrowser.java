package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.catalog.BrokerDraft;
import dev.lockstep.device.BrokerDescription;
import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.SelfDescription;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.BrokerBrowseRequest;
import dev.lockstep.driver.BrowseFailedException;
import dev.lockstep.driver.BrowseRequest;
import dev.lockstep.driver.SendLease;
import dev.lockstep.driver.opcua.OpcUaDriver;
import dev.lockstep.rest.MachineBrowser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;

/**
 * {@code lockstep browse} for the page, with the command's defaults. It trusts no server, and sends
 * a password only where the command would without {@code --security None}: who presses here need
 * not be allowed to read the secrets of the host.
 */
final class PageBrowser implements MachineBrowser {
  private static final String SECURITY = "Basic256Sha256";
  private static final int NODES_MAX = 10_000;
  private static final int DEPTH_MAX = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration LISTEN = Duration.ofSeconds(10);
  private static final BrokerBrowseRequest.Limits LIMITS =
      new BrokerBrowseRequest.Limits(10_000, 64L << 20);

  private static final int TEXT_MAX = 500;
  private static final int OMISSIONS_MAX = 100;

  /** Of the command, which the page has no field for. */
  private static final Pattern OPTION =
      Pattern.compile("--(?=listen|rebirth|trust|security|max-|device-level|resume)");

  private final Settings settings;
  private final Function<DeviceName, Optional<Device>> devices;
  private final TimeSource time;

  /**
   * @param devices those in force, by name
   */
  PageBrowser(Settings settings, Function<DeviceName, Optional<Device>> devices, TimeSource time) {
    this.settings = settings;
    this.devices = devices;
    this.time = time;
  }

  @Override
  public List<String> faults(Wanted wanted) {
    if (wanted.endpoint().length() > TEXT_MAX
        || wanted.under().filter(each -> each.length() > TEXT_MAX).isPresent()
        || wanted.user().filter(each -> each.length() > TEXT_MAX).isPresent()) {
      return List.of("each field has %d characters at most".formatted(TEXT_MAX));
    }
    try {
      List<String> faults = new ArrayList<>();
      if (BrokerTarget.meant(wanted.endpoint())) {
        BrokerBrowseRequest request = request(wanted);
        foreign(request.name(), wanted).ifPresent(faults::add);
        faults.addAll(Drivers.mqttBrowser(settings, time).faults(request));
      } else {
        Device device = target(wanted).device();
        foreign(device.name(), wanted).ifPresent(faults::add);
        clear(wanted).ifPresent(faults::add);
        try (OpcUaDriver driver = Drivers.opcUa(settings, time, SendLease.ALWAYS)) {
          faults.addAll(driver.faults(device));
        }
      }
      return faults.stream().map(PageBrowser::onPage).toList();
    } catch (IllegalArgumentException unusable) {
      return List.of(onPage(String.valueOf(unusable.getMessage())));
    }
  }

  /** A device's password, and its place among those that are trusted, are for its own address. */
  private Optional<String> foreign(DeviceName name, Wanted wanted) {
    return devices
        .apply(name)
        .filter(
            device ->
                device.protocols().values().stream()
                    .noneMatch(address -> address.containsValue(wanted.endpoint())))
        .map(
            device ->
                "%s is a device of this gateway with another address: give another name"
                    .formatted(name));
  }

  private static Optional<String> clear(Wanted wanted) {
    return wanted.user().isPresent() && security(wanted).equalsIgnoreCase("None")
        ? Optional.of(
            "a password goes from here over an encrypted connection alone: choose a security policy"
                + " other than None, or leave the user out")
        : Optional.empty();
  }

  /** The command's sentence in the page's words. */
  static String onPage(String sentence) {
    String worded =
        sentence
            .replace("protocols.opcua: ", "")
            .replace("--name", "the name")
            .replace("--under", "the node or topic")
            .replace("--user", "the user");
    return OPTION.matcher(worded).replaceAll("lockstep browse --");
  }

  private static String security(Wanted wanted) {
    return wanted.security().orElse(SECURITY);
  }

  private static BrowseTarget target(Wanted wanted) {
    return new BrowseTarget(wanted.endpoint(), wanted.name(), wanted.user(), security(wanted));
  }

  private static BrokerBrowseRequest request(Wanted wanted) {
    BrokerTarget target =
        new BrokerTarget(wanted.endpoint(), wanted.under(), wanted.name(), wanted.user());
    return new BrokerBrowseRequest(
        wanted.endpoint(),
        wanted.user(),
        target.listName(),
        false,
        target.filter(),
        LISTEN,
        BrokerBrowseRequest.Rebirth.NONE,
        LIMITS,
        0);
  }

  @Override
  public Draft browse(Wanted wanted, IntConsumer progress)
      throws BrowseFailedException, InterruptedException {
    try {
      return BrokerTarget.meant(wanted.endpoint())
          ? ofBroker(wanted, progress)
          : ofServer(wanted, progress);
    } catch (BrowseFailedException failed) {
      throw new BrowseFailedException(onPage(String.valueOf(failed.getMessage())));
    }
  }

  private Draft ofServer(Wanted wanted, IntConsumer progress) throws BrowseFailedException {
    BrowseTarget target = target(wanted);
    Device device = target.device();
    BrowseRequest request =
        new BrowseRequest(wanted.under(), NODES_MAX, DEPTH_MAX, PATIENCE, Optional.empty());
    SelfDescription found;
    try (OpcUaDriver driver = Drivers.opcUa(settings, time, SendLease.ALWAYS)) {
      found = driver.browse(device, request, progress);
    }
    var unused = Thread.interrupted(); // what was found is kept all the same
    BrowseTarget.Draft draft = target.draft(device, found);
    DraftFiles files = new DraftFiles(Path.of(""), device.name().value());
    List<String> told = new ArrayList<>();
    told.add(
        "%d resources, %d methods, %d left out"
            .formatted(found.resources().size(), found.methods().size(), found.omissions().size()));
    found.omissions().stream()
        .limit(OMISSIONS_MAX)
        .forEach(
            each ->
                told.add("left out: %s %s".formatted(String.join(".", each.path()), each.why())));
    return new Draft(
        List.of(
            new DraftFile(files.profile().toString(), draft.profile()),
            new DraftFile(files.devices().toString(), draft.devices())),
        told,
        draft.unfinished().map(PageBrowser::onPage));
  }

  private Draft ofBroker(Wanted wanted, IntConsumer progress)
      throws BrowseFailedException, InterruptedException {
    BrokerBrowseRequest request = request(wanted);
    BrokerDescription found =
        Drivers.mqttBrowser(settings, time)
            .browse(request, now -> progress.accept(now.births() + now.topics()));
    BrokerDraft draft = new BrokerDraft(wanted.endpoint(), found);
    BrokerDraftFiles files = new BrokerDraftFiles(Path.of(""), request.name().value());
    var unused = files.fill(draft.profiles(), draft.devices());
    List<String> told = new ArrayList<>();
    told.add(BrokerTarget.count(found));
    found.devices().stream()
        .flatMap(each -> each.self().omissions().stream())
        .limit(OMISSIONS_MAX)
        .forEach(
            each ->
                told.add("left out: %s %s".formatted(String.join("/", each.path()), each.why())));
    found.remarks().forEach(each -> told.add(onPage(each)));
    return new Draft(
        files.texts().entrySet().stream()
            .map(each -> new DraftFile(each.getKey().toString(), each.getValue()))
            .toList(),
        told,
        found.unfinished().map(PageBrowser::onPage));
  }
}
