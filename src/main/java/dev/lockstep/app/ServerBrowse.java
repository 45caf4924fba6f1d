package dev.lockstep.app;

import dev.lockstep.app.BrokerBrowse.Words;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** {@code lockstep browse} of an OPC UA server: walks through it, and drafts what was found. */
final class ServerBrowse implements Callable<Integer> {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int IN_PART = 9;

  private final CommandLine line;
  private final Supplier<Settings> settings;
  private final Words words;
  private final ServerOptions options;

  /**
   * @param settings the gateway's, whose certificates and passwords are used; fails where they
   *     cannot be read
   */
  ServerBrowse(CommandLine line, Supplier<Settings> settings, Words words, ServerOptions options) {
    this.line = line;
    this.settings = settings;
    this.words = words;
    this.options = options;
  }

  @Override
  public Integer call() {
    Device device = device();
    refuseExistingFiles(device);
    BrowseRequest request = request(device);
    Settings known = settings.get();
    // Closed last: until then a Ctrl-C waits for the files, or for the line that says why not.
    try (BrowseStop _ = BrowseStop.armed()) {
      return browse(device, request, known);
    }
  }

  private int browse(Device device, BrowseRequest request, Settings known) {
    PrintWriter err = line.getErr();
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
      err.println("lockstep browse: %s: %s".formatted(words.endpoint(), shown(failed)));
      err.flush();
      return FAILED;
    }
  }

  private static String shown(Exception failed) {
    return PrintableText.line(String.valueOf(failed.getMessage()));
  }

  private BrowseTarget target() {
    return new BrowseTarget(
        words.endpoint(), words.name(), words.user(), words.security().orElseThrow());
  }

  private Device device() {
    try {
      return target().device();
    } catch (IllegalArgumentException unusable) {
      throw wrong(String.valueOf(unusable.getMessage()));
    }
  }

  private BrowseRequest request(Device device) {
    if (options.nodesMax < 1 || options.depthMax < 1 || options.patience < 1) {
      throw wrong("--max-nodes, --max-depth and --patience are at least 1");
    }
    Optional<TrustRequest> approval = options.trust.map(given -> approval(device, given));
    Duration waiting = Duration.ofSeconds(options.patience);
    return new BrowseRequest(
        words.under(), options.nodesMax, options.depthMax, waiting, approval, rest(device));
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
    if (!options.resume) {
      return Optional.empty();
    }
    DraftFiles files = files(device);
    String anew = "%s %s; leave --resume away to begin anew";
    try {
      Optional<String> kept = files.kept(words.endpoint());
      if (kept.isEmpty()) {
        throw wrong(anew.formatted(files.rest(), "is of another endpoint"));
      }
      return kept;
    } catch (IOException unreadable) {
      throw wrong(anew.formatted(files.rest(), "cannot be read"));
    }
  }

  private ParameterException wrong(String what) {
    return new ParameterException(line, what);
  }

  /** Before minutes are spent on a walk. */
  private void refuseExistingFiles(Device device) {
    if (words.target().out().isPresent() && !words.target().overwrite() && !options.resume) {
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
        words
            .target()
            .out()
            .orElseThrow(() -> wrong("--resume needs the --out of the earlier browse")),
        device.name().value());
  }

  private int deliver(Device device, SelfDescription found) {
    BrowseTarget.Draft draft = target().draft(device, found);
    try {
      if (words.target().out().isPresent()) {
        DraftFiles files = files(device);
        files.write(draft.profile(), draft.devices(), words.target().overwrite() || options.resume);
        files.keep(words.endpoint(), found.rest());
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
    PrintWriter err = line.getErr();
    err.printf(
        "lockstep browse: %d resources, %d methods, %d left out%n",
        found.resources().size(), found.methods().size(), found.omissions().size());
    unfinished.ifPresent(why -> err.printf("lockstep browse: not all: %s%n", why));
    if (found.rest().isPresent() && words.target().out().isPresent()) {
      err.println("lockstep browse: the same command with --resume goes on from here");
    }
    err.flush();
  }
}
