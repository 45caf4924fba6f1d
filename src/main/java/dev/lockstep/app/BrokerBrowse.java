package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.catalog.BrokerDraft;
import dev.lockstep.device.BrokerDescription;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.PrintableText;
import dev.lockstep.driver.BrokerBrowseRequest;
import dev.lockstep.driver.BrowseFailedException;
import dev.lockstep.driver.mqtt.MqttBrowser;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** {@code lockstep browse} of an MQTT broker: listens, and drafts what was found. */
final class BrokerBrowse implements Callable<Integer> {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int IN_PART = 9;
  private static final int STOPPED = 130;

  private final CommandLine line;
  private final Supplier<Settings> settings;
  private final Words words;
  private final BrokerOptions options;

  /** What is common to all that can be browsed, as it was typed. */
  record Words(
      String endpoint,
      Optional<String> under,
      Optional<String> name,
      Optional<String> user,
      Optional<String> security,
      Target target) {}

  /**
   * Where the draft goes.
   *
   * @param out a folder; empty: it is printed
   */
  record Target(Optional<Path> out, boolean overwrite) {}

  /**
   * @param settings the gateway's, whose passwords and trust are used; fails where they cannot be
   *     read
   */
  BrokerBrowse(CommandLine line, Supplier<Settings> settings, Words words, BrokerOptions options) {
    this.line = line;
    this.settings = settings;
    this.words = words;
    this.options = options;
  }

  /** Refuses options that would have no effect. */
  static void refuseOptions(CommandSpec spec, List<String> names, String protocol) {
    CommandLine.ParseResult typed = spec.commandLine().getParseResult();
    names.stream()
        .filter(typed::hasMatchedOption)
        .findFirst()
        .ifPresent(
            each -> {
              throw new ParameterException(
                  spec.commandLine(), "%s is for %s alone".formatted(each, protocol));
            });
  }

  @Override
  public Integer call() {
    BrokerBrowseRequest request = request();
    Optional<BrokerDraftFiles> files =
        words.target().out().map(folder -> new BrokerDraftFiles(folder, request.name().value()));
    files.ifPresent(this::refuseExistingList);
    MqttBrowser browser = Drivers.mqttBrowser(settings.get(), new SystemTime());
    List<String> faults = browser.faults(request);
    if (!faults.isEmpty()) {
      throw wrong(String.join("; ", faults));
    }
    Optional<BrokerDescription> found;
    BrowseStop stop = BrowseStop.armed();
    try {
      found = listen(browser, request);
    } catch (InterruptedException stopped) {
      say("stopped; nothing was written");
      return STOPPED;
    } finally {
      stop.close();
    }
    return found.map(each -> deliver(each, files)).orElse(FAILED);
  }

  private Optional<BrokerDescription> listen(MqttBrowser browser, BrokerBrowseRequest request)
      throws InterruptedException {
    BrowseProgress progress = BrowseProgress.on(line.getErr());
    try {
      return Optional.of(browser.browse(request, progress::tell));
    } catch (BrowseFailedException failed) {
      progress.end();
      say("%s: %s".formatted(words.endpoint(), failed.getMessage()));
      return Optional.empty();
    } finally {
      progress.end();
    }
  }

  private BrokerBrowseRequest request() {
    if (options.listen < 1
        || options.topicsMax < 1
        || options.bytesMax < 1
        || options.deviceLevel.filter(level -> level < 1).isPresent()) {
      throw wrong("--listen, --max-topics, --max-bytes and --device-level are at least 1");
    }
    boolean clear = words.security().filter("None"::equalsIgnoreCase).isPresent();
    if (words.security().isPresent() && !clear) {
      throw wrong("--security is None here, or left out: mqtts:// is MQTT with TLS");
    }
    BrokerTarget target =
        new BrokerTarget(words.endpoint(), words.under(), words.name(), words.user());
    return new BrokerBrowseRequest(
        words.endpoint(),
        words.user(),
        name(target),
        clear,
        target.filter(),
        Duration.ofSeconds(options.listen),
        new BrokerBrowseRequest.Rebirth(options.rebirth, Set.copyOf(options.rebirthOf)),
        new BrokerBrowseRequest.Limits(options.topicsMax, options.bytesMax),
        options.deviceLevel.orElse(0));
  }

  private DeviceName name(BrokerTarget target) {
    try {
      return target.listName();
    } catch (IllegalArgumentException unusable) {
      throw wrong(String.valueOf(unusable.getMessage()));
    }
  }

  private ParameterException wrong(String what) {
    return new ParameterException(line, what);
  }

  /** Before time is spent on listening; the other files' names are known only then. */
  private void refuseExistingList(BrokerDraftFiles files) {
    if (!words.target().overwrite() && Files.exists(files.list())) {
      throw wrong(
          "%s is there already; --overwrite replaces it, --name gives another name"
              .formatted(files.list()));
    }
  }

  private int deliver(BrokerDescription found, Optional<BrokerDraftFiles> files) {
    BrokerDraft draft = new BrokerDraft(words.endpoint(), found);
    PrintWriter out = line.getOut();
    try {
      if (files.isPresent()) {
        Set<Path> paths = files.get().fill(draft.profiles(), draft.devices());
        files.get().write(words.target().overwrite());
        paths.forEach(out::println);
      } else {
        draft.profiles().values().forEach(profile -> out.println("---\n" + profile));
        draft.devices().lines().forEach(each -> out.println("# " + each));
      }
      out.flush();
    } catch (FileAlreadyExistsException taken) {
      say(
          "nothing was written: %s is there already; --overwrite replaces it, --out names another folder"
              .formatted(taken.getMessage()));
      return FAILED;
    } catch (IOException unwritable) {
      say("not written: " + unwritable);
      return FAILED;
    }
    summary(found);
    return found.unfinished().isPresent() ? IN_PART : DONE;
  }

  private void summary(BrokerDescription found) {
    say(BrokerTarget.count(found));
    found.remarks().forEach(this::say);
    found.unfinished().ifPresent(why -> say("not all: " + why));
  }

  private void say(String sentence) {
    line.getErr().println("lockstep browse: " + PrintableText.line(sentence));
    line.getErr().flush();
  }
}
