package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.device.Device;
import dev.lockstep.device.PrintableText;
import dev.lockstep.device.SelfDescription;
import dev.lockstep.driver.BrowseFailedException;
import dev.lockstep.driver.BrowseRequest;
import dev.lockstep.driver.SendLease;
import dev.lockstep.driver.TrustRequest;
import dev.lockstep.driver.opcua.OpcUaDriver;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Command {@code lockstep browse}: makes a profile and a device entry from what an OPC UA server
 * says of itself, or several from what is heard of an MQTT broker ({@link BrokerBrowse}). It reads,
 * and neither writes nor calls anything.
 */
@Command(
    name = "browse",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a device profile from a running OPC UA server: resources with types, ranges, units"
          + " and",
      "words, methods with their arguments; or profiles from what an MQTT broker has of Sparkplug",
      "births and retained states. Reads alone; no gateway need run."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the server could not be browsed, nothing was found, or a file not written",
      "2:wrong usage",
      "9:done in part: a limit, or the server, ended it; OPC UA: --resume goes on",
      "130:stopped by Ctrl-C; OPC UA: what was found is written, and --resume goes on"
    })
public final class BrowseCommand implements Callable<Integer> {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int IN_PART = 9;

  private final Supplier<Optional<Settings>> settings;

  @Parameters(
      paramLabel = "ENDPOINT",
      description = "opc.tcp://HOST:PORT/PATH, mqtt://HOST:PORT or mqtts://HOST:PORT")
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private String endpoint;

  @Option(
      names = "--under",
      paramLabel = "NODE",
      description =
          "Where to begin, such as \"nsu=urn:plant;s=Press\"; else the Objects folder. MQTT: a"
              + " topic filter, such as plant/#; else all topics.")
  private Optional<String> under = Optional.empty();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The device's name, MQTT: the device list's; else the server's host.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = {
        "Writes NAME.yaml (MQTT: one for each device) and NAME.devices.yaml there; else the profile"
            + " is",
        "printed, and the device behind it as a comment."
      })
  private Optional<Path> out = Optional.empty();

  @Option(names = "--overwrite", description = "Replaces files that are there.")
  private boolean overwrite;

  @Option(
      names = "--resume",
      description = {
        "Goes on where an earlier browse into the same folder ended before its end, and replaces",
        "its files."
      })
  private boolean resume;

  @Option(
      names = "--user",
      paramLabel = "USER",
      description = "Whose rights count; the password is LOCKSTEP_PASSWORD_NAME.")
  private Optional<String> user = Optional.empty();

  @Option(
      names = "--security",
      paramLabel = "POLICY",
      defaultValue = "Basic256Sha256",
      description = {
        "Basic256Sha256, Aes128_Sha256_RsaOaep, Aes256_Sha256_RsaPss, or None. MQTT: None permits"
            + " a",
        "password in clear."
      })
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private String security;

  @Option(
      names = "--trust",
      paramLabel = "THUMBPRINT",
      description = "Trusts the server with this certificate, for this device, from now on.")
  private Optional<String> trust = Optional.empty();

  @Option(
      names = "--max-nodes",
      paramLabel = "COUNT",
      defaultValue = "10000",
      description = "How many nodes are looked at (default: ${DEFAULT-VALUE}).")
  private int nodesMax;

  @Option(
      names = "--max-depth",
      paramLabel = "COUNT",
      defaultValue = "20",
      description = "How far down (default: ${DEFAULT-VALUE}).")
  private int depthMax;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "15",
      description =
          "How long a server that does not answer is waited for (default: ${DEFAULT-VALUE}).")
  private int patience;

  @Mixin private BrokerOptions broker = new BrokerOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  /**
   * @param settings the gateway's, whose certificates and passwords are used; empty where they
   *     cannot be read
   */
  public BrowseCommand(Supplier<Optional<Settings>> settings) {
    this.settings = settings;
  }

  @Override
  public Integer call() {
    if (BrokerTarget.meant(endpoint)) {
      return ofBroker().call();
    }
    BrokerBrowse.refuseOptions(spec, BrokerOptions.NAMES, "MQTT");
    Device device = device();
    refuseExistingFiles(device);
    BrowseRequest request = request(device);
    Settings known =
        settings
            .get()
            .orElseThrow(() -> wrong("the configuration cannot be read; lockstep run says why"));
    // Closed last: until then a Ctrl-C waits for the files, or for the line that says why not.
    try (BrowseStop _ = BrowseStop.armed()) {
      return browse(device, request, known);
    }
  }

  private int browse(Device device, BrowseRequest request, Settings known) {
    PrintWriter err = spec.commandLine().getErr();
    SystemTime time = new SystemTime();
    NodeProgress progress = NodeProgress.on(err, time);
    try (OpcUaDriver driver = Drivers.opcUa(known, time, SendLease.ALWAYS)) {
      List<String> faults = driver.faults(device);
      if (!faults.isEmpty()) {
        throw wrong(String.join("; ", faults).replace("protocols.opcua: ", ""));
      }
      SelfDescription found = driver.browse(device, request, progress::tell);
      progress.end();
      var unused = Thread.interrupted(); // the files are to be written all the same
      return deliver(device, found);
    } catch (BrowseFailedException failed) {
      progress.end();
      err.println("lockstep browse: %s: %s".formatted(endpoint, shown(failed)));
      err.flush();
      return FAILED;
    }
  }

  private BrokerBrowse ofBroker() {
    BrokerBrowse.refuseOptions(
        spec, List.of("--trust", "--max-nodes", "--max-depth", "--patience", "--resume"), "OPC UA");
    BrokerBrowse.Words words =
        new BrokerBrowse.Words(
            endpoint,
            under,
            name,
            user,
            spec.commandLine().getParseResult().hasMatchedOption("--security")
                ? Optional.of(security)
                : Optional.empty(),
            new BrokerBrowse.Target(out, overwrite));
    return new BrokerBrowse(spec.commandLine(), settings, words, broker);
  }

  private static String shown(Exception failed) {
    return PrintableText.line(String.valueOf(failed.getMessage()));
  }

  private BrowseTarget target() {
    return new BrowseTarget(endpoint, name, user, security);
  }

  private Device device() {
    try {
      return target().device();
    } catch (IllegalArgumentException unusable) {
      throw wrong(String.valueOf(unusable.getMessage()));
    }
  }

  private BrowseRequest request(Device device) {
    if (nodesMax < 1 || depthMax < 1 || patience < 1) {
      throw wrong("--max-nodes, --max-depth and --patience are at least 1");
    }
    Optional<TrustRequest> approval = trust.map(given -> approval(device, given));
    Duration waiting = Duration.ofSeconds(patience);
    return new BrowseRequest(under, nodesMax, depthMax, waiting, approval, rest(device));
  }

  private TrustRequest approval(Device device, String given) {
    String wrong = "--trust is \"%s\"; 64 or 40 hexadecimal digits would be right".formatted(given);
    return new TrustRequest(
        TrustRequest.thumbprint(given).orElseThrow(() -> wrong(wrong)),
        Optional.of(device.name()),
        System.getProperty("user.name", "somebody"),
        "approved for lockstep browse");
  }

  private Optional<String> rest(Device device) {
    if (!resume) {
      return Optional.empty();
    }
    DraftFiles files = files(device);
    String anew = "%s %s; leave --resume away to begin anew";
    try {
      Optional<String> kept = files.kept(endpoint);
      if (kept.isEmpty()) {
        throw wrong(anew.formatted(files.rest(), "is of another endpoint"));
      }
      return kept;
    } catch (IOException unreadable) {
      throw wrong(anew.formatted(files.rest(), "cannot be read"));
    }
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }

  /** Before minutes are spent on a walk. */
  private void refuseExistingFiles(Device device) {
    if (out.isPresent() && !overwrite && !resume) {
      files(device)
          .existing()
          .ifPresent(
              file -> {
                throw wrong(
                    "%s is there already; --overwrite replaces it, --name gives another name"
                        .formatted(file));
              });
    }
  }

  private DraftFiles files(Device device) {
    return new DraftFiles(
        out.orElseThrow(() -> wrong("--resume needs the --out of the earlier browse")),
        device.name().value());
  }

  private int deliver(Device device, SelfDescription found) {
    CommandLine line = spec.commandLine();
    BrowseTarget.Draft draft = target().draft(device, found);
    try {
      if (out.isPresent()) {
        DraftFiles files = files(device);
        files.write(draft.profile(), draft.devices(), overwrite || resume);
        files.keep(endpoint, found.rest());
        files.all().forEach(line.getOut()::println);
      } else {
        line.getOut().println(draft.profile());
        draft.devices().lines().forEach(each -> line.getOut().println("# " + each));
      }
      line.getOut().flush();
    } catch (IOException unwritable) {
      line.getErr().println("lockstep browse: not written: " + unwritable);
      return FAILED;
    }
    summary(found, draft.unfinished());
    return draft.unfinished().isPresent() ? IN_PART : DONE;
  }

  private void summary(SelfDescription found, Optional<String> unfinished) {
    PrintWriter err = spec.commandLine().getErr();
    err.printf(
        "lockstep browse: %d resources, %d methods, %d left out%n",
        found.resources().size(), found.methods().size(), found.omissions().size());
    unfinished.ifPresent(why -> err.printf("lockstep browse: not all: %s%n", why));
    if (found.rest().isPresent() && out.isPresent()) {
      err.println("lockstep browse: the same command with --resume goes on from here");
    }
    err.flush();
  }
}
