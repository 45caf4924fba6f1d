package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Command {@code lockstep browse}: makes a profile and a device entry from what an OPC UA server
 * says of itself ({@link ServerBrowse}), or several from what is heard of an MQTT broker ({@link
 * BrokerBrowse}). It reads, and neither writes nor calls anything.
 */
@Command(
    name = "browse",
    mixinStandardHelpOptions = true,
    description =
        "Makes a device profile from a running OPC UA server: resources with types, ranges, units"
            + " and words, methods with their arguments; or profiles from what an MQTT broker has"
            + " of Sparkplug births and retained states. Reads alone; no gateway need run.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the server could not be browsed, nothing was found, or a file not written",
      "2:wrong usage",
      "9:done in part: a limit, or the server, ended it; OPC UA: --resume goes on",
      "130:stopped by Ctrl-C; OPC UA: what was found is written, and --resume goes on"
    })
public final class BrowseCommand implements Callable<Integer> {
  private final Supplier<Settings> settings;

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
      description =
          "Writes NAME.yaml (MQTT: one for each device) and NAME.devices.yaml there; else the"
              + " profile is printed, and the device behind it as a comment.")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--overwrite", description = "Replaces files that are there.")
  private boolean overwrite;

  @Option(
      names = "--user",
      paramLabel = "USER",
      description = "Whose rights count; the password is LOCKSTEP_PASSWORD_NAME.")
  private Optional<String> user = Optional.empty();

  @Option(
      names = "--security",
      paramLabel = "POLICY",
      defaultValue = "Basic256Sha256",
      description =
          "Basic256Sha256, Aes128_Sha256_RsaOaep, Aes256_Sha256_RsaPss, or None. MQTT: None permits"
              + " a password in clear.")
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private String security;

  @Mixin private ServerOptions server = new ServerOptions();

  @Mixin private BrokerOptions broker = new BrokerOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  /**
   * @param settings the gateway's, whose certificates and passwords are used; fails where the
   *     configuration cannot be used
   */
  public BrowseCommand(Supplier<Settings> settings) {
    this.settings = settings;
  }

  @Override
  public Integer call() {
    BrokerBrowse.Target target = new BrokerBrowse.Target(out, overwrite);
    if (BrokerTarget.meant(endpoint)) {
      BrokerBrowse.refuseOptions(spec, ServerOptions.NAMES, "OPC UA");
      BrokerBrowse.Words words =
          new BrokerBrowse.Words(endpoint, under, name, user, typedSecurity(), target);
      return new BrokerBrowse(spec.commandLine(), settings, words, broker).call();
    }
    BrokerBrowse.refuseOptions(spec, BrokerOptions.NAMES, "MQTT");
    BrokerBrowse.Words words =
        new BrokerBrowse.Words(endpoint, under, name, user, Optional.of(security), target);
    return new ServerBrowse(spec.commandLine(), settings, words, server).call();
  }

  private Optional<String> typedSecurity() {
    boolean typed = spec.commandLine().getParseResult().hasMatchedOption("--security");
    return typed ? Optional.of(security) : Optional.empty();
  }
}
