package dev.lockstep.app.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Command {@code lockstep status}: what a person must know, in ten seconds. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description =
        "Shows what waits for a person, and how the gateway stands. Exits with 6 where somebody is"
            + " waited for.")
final class StatusCommand extends GatewayCommand {
  StatusCommand(Surroundings here) {
    super(here);
  }

  @Override
  ExitCode run(GatewayClient gateway) throws CommandFailedException {
    GatewayClient.Answer answer = gateway.get("/api/v1/status");
    Json status = answer.json();
    if (!printed(answer)) {
      print(status);
    }
    return count(status) == 0 ? ExitCode.DONE : ExitCode.WAITS;
  }

  private void print(Json status) {
    Terminal out = terminal();
    out.heading(
        "%s  lockstep %s  %s  %s"
            .formatted(
                status.text("gateway"),
                status.text("version"),
                status.flag("ready") ? "ready" : "STILL STARTING",
                time(status.text("now"))));
    waiting(status);
    summary("transactions", transactions(status.at("transactions")));
    summary("devices", devices(status.at("devices")));
    Json coordinations = status.at("coordinations");
    if (coordinations.isThere()) {
      summary("coordinator", coordinations.number("live") + " under way");
    }
    summary("health", health(status.at("health").items()));
    status
        .at("health")
        .items()
        .forEach(
            part -> {
              if (!part.flag("up")) {
                TextLines.print(out, "  " + part.text("name") + ": ", part.text("detail"));
              }
            });
    status.at("warnings").items().forEach(each -> TextLines.print(out, "warning: ", each.text()));
  }

  private void waiting(Json status) {
    List<Json> all = status.at("waiting").items();
    long count = count(status);
    terminal()
        .heading(
            count == 0
                ? "nothing waits for a person"
                : count + (count == 1 ? " waits" : " wait") + " for a person");
    for (Json each : all) {
      String since = each.text("since");
      String age = LocalTime.age(since, status.text("now"));
      terminal()
          .line(
              "  %s %s%s%s"
                  .formatted(
                      each.text("kind"),
                      subject(each),
                      since.isEmpty() ? "" : "  since " + time(since),
                      age.isEmpty() ? "" : " (" + age + ")"));
      TextLines.print(terminal(), "      why:  ", each.text("cause"));
      TextLines.print(terminal(), "      then: ", each.text("remedy"));
    }
    long more = status.number("waitingMore");
    if (more > 0) {
      terminal().line("  and %d more: lockstep transactions".formatted(more));
    }
    long certificates = status.number("certificatesWaiting");
    if (certificates > 0) {
      terminal()
          .line(
              "  CERTIFICATE %d %s"
                  .formatted(certificates, certificates == 1 ? "wants in" : "want in"));
      TextLines.print(
          terminal(),
          "      then: ",
          "lockstep trust list; compare the thumbprint at the machine, then approve or reject it");
    }
  }

  private static long count(Json status) {
    return status.at("waiting").items().size()
        + status.number("waitingMore")
        + status.number("certificatesWaiting");
  }

  private static String subject(Json each) {
    String device = each.text("device");
    return each.text("transaction")
        + each.text("coordination")
        + (device.isEmpty() ? "" : " on " + device);
  }

  private void summary(String name, String text) {
    TextLines.print(terminal(), "%-14s".formatted(name), text);
  }

  private static String transactions(Json counts) {
    String live =
        counts.members().entrySet().stream()
            .filter(each -> !each.getValue().text().equals("0"))
            .map(
                each ->
                    each.getValue().text()
                        + " "
                        + each.getKey().toLowerCase(Locale.ROOT).replace('_', ' '))
            .collect(Collectors.joining(", "));
    return live.isEmpty() ? "none live" : live;
  }

  private static String devices(Json devices) {
    String away =
        devices.at("disconnected").items().stream()
            .map(each -> each.text("name") + " (" + each.text("detail") + ")")
            .collect(Collectors.joining(", "));
    long more = devices.number("more");
    return "%d known, %d connected%s%s"
        .formatted(
            devices.number("known"),
            devices.number("connected"),
            away.isEmpty() ? "" : "; not connected: " + away,
            more == 0 ? "" : " and %d more".formatted(more));
  }

  private static String health(List<Json> parts) {
    return parts.stream()
        .map(part -> part.text("name") + (part.flag("up") ? " good" : " IN TROUBLE"))
        .collect(Collectors.joining(", "));
  }
}
