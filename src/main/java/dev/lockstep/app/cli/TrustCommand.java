package dev.lockstep.app.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code lockstep trust}: which certificates of machines are accepted. */
@Command(
    name = "trust",
    mixinStandardHelpOptions = true,
    description = "Shows and decides which certificates of machines are accepted.")
final class TrustCommand implements Runnable {
  private static final String PATH = "/api/v1/trust";

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before run()
  private CommandSpec spec;

  private TrustCommand() {}

  @Override
  public void run() {
    throw CommandGroup.incomplete(spec);
  }

  static CommandLine withSubcommands(Surroundings here) {
    return new CommandLine(new TrustCommand())
        .addSubcommand(new Listing(here))
        .addSubcommand(new Approve(here))
        .addSubcommand(new Reject(here))
        .addSubcommand(new Revoke(here))
        .addSubcommand(new Renew(here));
  }

  /** {@code lockstep trust list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists certificates: what wants in and why it is refused, what is accepted.")
  static final class Listing extends GatewayCommand {
    Listing(Surroundings here) {
      super(here);
    }

    @Override
    ExitCode run(GatewayClient gateway) throws CommandFailedException {
      GatewayClient.Answer answer = gateway.get(PATH);
      Json trust = answer.json();
      if (!printed(answer)) {
        long shown =
            trust.members().entrySet().stream()
                .flatMap(each -> each.getValue().items().stream().map(one -> Map.entry(each, one)))
                .filter(each -> certificate(each.getKey().getKey(), each.getValue()))
                .count();
        if (shown == 0) {
          terminal().line("no certificates");
        }
        trust.at("faults").items().forEach(each -> terminal().note("lockstep: " + each.text()));
      }
      return ExitCode.DONE;
    }

    /** Whether it was one, and is printed. */
    private boolean certificate(String kind, Json item) {
      Json of =
          Stream.of("certificate", "approved")
              .map(item::at)
              .filter(Json::isThere)
              .findFirst()
              .orElse(item);
      if (!of.at("thumbprint").isThere()) {
        return false;
      }
      terminal().heading(title(kind, item) + "  " + of.text("thumbprint"));
      part("subject", of.text("subject"));
      part("uri", of.text("applicationUri"));
      part("issuer", of.text("issuer"));
      part(
          "valid",
          Stream.of(of.text("validFrom"), of.text("validUntil"))
              .filter(each -> !each.isEmpty())
              .map(this::time)
              .collect(Collectors.joining(" to ")));
      part("devices", item.text("devices"));
      part("why", item.text("why"));
      decided(item.at("decision"));
      for (Json each : item.at("sights").items()) {
        part(
            "refused",
            "%s at %s: %s (%s times, last %s)"
                .formatted(
                    each.text("device"),
                    each.text("endpoint"),
                    each.text("why"),
                    each.text("times"),
                    time(each.text("last"))));
      }
      return true;
    }

    /** What it is, and where it is for one device alone or waits for a person. */
    private static String title(String kind, Json item) {
      return switch (kind) {
        case "own" -> "own " + item.text("use");
        case "devices" -> "trusted for " + item.text("device") + " alone";
        case "issuers" -> "issuer";
        case "clients" -> "client without a role";
        case "refused" -> item.flag("waits") ? "refused, waits for a person" : "refused";
        default -> kind;
      };
    }

    private void decided(Json decision) {
      if (decision.isThere()) {
        String device = decision.text("device");
        part(
            "decided",
            "%s%s by %s at %s: %s"
                .formatted(
                    decision.text("act"),
                    device.isEmpty() ? "" : " for " + device,
                    decision.text("by"),
                    time(decision.text("at")),
                    decision.text("reason")));
      }
    }

    private void part(String name, String text) {
      if (!text.isEmpty()) {
        TextLines.print(terminal(), "  %-9s".formatted(name), text);
      }
    }
  }

  /** A decision about one certificate. */
  abstract static class TrustDecision extends GatewayCommand {
    @Parameters(paramLabel = "THUMBPRINT", description = "As lockstep trust list shows it.")
    private String thumbprint = "";

    @Mixin private final ReasonOptions why = new ReasonOptions();

    TrustDecision(Surroundings here) {
      super(here);
    }

    abstract String act();

    /** The device that it is for. */
    Optional<String> device() {
      return Optional.empty();
    }

    @Override
    final ExitCode run(GatewayClient gateway) throws CommandFailedException {
      Map<String, Object> body = new LinkedHashMap<>(act(why));
      body.put("device", device());
      GatewayClient.Answer answer =
          gateway.post("%s/%s/%s".formatted(PATH, PathText.of(thumbprint), act()), body);
      if (!printed(answer)) {
        terminal().line(thumbprint + ": " + done());
        TrustCommand.print(terminal(), answer.body().length == 0 ? Json.NONE : answer.json());
      }
      return ExitCode.DONE;
    }

    abstract String done();
  }

  /** {@code lockstep trust approve}. */
  @Command(
      name = "approve",
      mixinStandardHelpOptions = true,
      description =
          "Accepts a certificate, for one device where --device names it: compare the thumbprint"
              + " with what the machine itself shows first.")
  static final class Approve extends TrustDecision {
    @Option(names = "--device", paramLabel = "NAME", description = "For this device alone.")
    private Optional<String> device = Optional.empty();

    Approve(Surroundings here) {
      super(here);
    }

    @Override
    String act() {
      return "approve";
    }

    @Override
    Optional<String> device() {
      return device;
    }

    @Override
    String done() {
      return "approved" + device.map(each -> " for " + each).orElse("");
    }
  }

  /** {@code lockstep trust reject}. */
  @Command(
      name = "reject",
      mixinStandardHelpOptions = true,
      description = "Takes a certificate that wants in from the list; it stays refused.")
  static final class Reject extends TrustDecision {
    Reject(Surroundings here) {
      super(here);
    }

    @Override
    String act() {
      return "reject";
    }

    @Override
    String done() {
      return "rejected";
    }
  }

  /** {@code lockstep trust revoke}. */
  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Takes trust away from a certificate; its sessions end.")
  static final class Revoke extends TrustDecision {
    Revoke(Surroundings here) {
      super(here);
    }

    @Override
    String act() {
      return "revoke";
    }

    @Override
    String done() {
      return "revoked";
    }
  }

  /** {@code lockstep trust renew}. */
  @Command(
      name = "renew",
      mixinStandardHelpOptions = true,
      description =
          "Makes a new OPC UA certificate of the gateway. Servers that do not trust it yet are"
              + " given the one before, until they do; one that an authority issued is renewed"
              + " there.")
  static final class Renew extends GatewayCommand {
    @Mixin private final ReasonOptions why = new ReasonOptions();

    Renew(Surroundings here) {
      super(here);
    }

    @Override
    ExitCode run(GatewayClient gateway) throws CommandFailedException {
      GatewayClient.Answer answer = gateway.post(PATH + "/own/renew", act(why));
      if (!printed(answer)) {
        Json said = answer.json();
        terminal()
            .line(said.at("certificate").text("thumbprint") + ": the gateway's own from now on");
        print(terminal(), said);
      }
      return ExitCode.DONE;
    }
  }

  /** What a decision came to, in the gateway's words. */
  private static void print(Terminal terminal, Json said) {
    Stream.concat(
            Stream.of(said.text("detail")), said.at("remains").items().stream().map(Json::text))
        .filter(each -> !each.isEmpty())
        .forEach(each -> TextLines.print(terminal, "  ", each));
  }
}
