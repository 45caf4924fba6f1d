package dev.lockstep.app.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Command {@code lockstep transactions}: a page of them, or what changes. */
@Command(
    name = "transactions",
    mixinStandardHelpOptions = true,
    description =
        "Lists transactions, the newest first. With --watch prints what changes from then on, until"
            + " Ctrl-C.")
final class TransactionsCommand extends GatewayCommand {
  private static final String PATH = "/api/v1/transactions";

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only these: PREPARING, PREPARED, COMMITTING, ROLLING_BACK or ENDED.")
  private Optional<String> state = Optional.empty();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many at most; ${DEFAULT-VALUE} where nothing is said.")
  private int limit;

  @Option(names = "--after", paramLabel = "ID", description = "Those behind this one.")
  private Optional<String> after = Optional.empty();

  @Option(names = "--watch", description = "Goes on, and prints each that changes.")
  private boolean watch;

  private final Duration pause;

  TransactionsCommand(Surroundings here, Duration pause) {
    super(here);
    this.pause = pause;
  }

  @Override
  ExitCode run(GatewayClient gateway) throws CommandFailedException {
    GatewayClient.Answer answer = gateway.get(path());
    if (!printed(answer)) {
      print(answer.json());
    }
    return watch ? watched(gateway, answer) : ExitCode.DONE;
  }

  private String path() {
    StringBuilder path = new StringBuilder(PATH).append("?limit=").append(limit);
    state.ifPresent(each -> path.append("&state=").append(PathText.of(each)));
    after.ifPresent(each -> path.append("&after=").append(PathText.of(each)));
    return path.toString();
  }

  private void print(Json page) {
    List<Json> rows = page.at("items").items();
    if (rows.isEmpty()) {
      terminal().line("no transactions");
    } else {
      AlignedTable table = new AlignedTable("ID", "STATE", "OUTCOME", "WAITS FOR", "DEVICES");
      rows.forEach(each -> table.row(cells(each)));
      table.print(terminal(), 0);
    }
    page.at("damaged").items().forEach(each -> terminal().note("lockstep: " + each.text()));
    if (page.at("next").isThere() && !rows.isEmpty()) {
      terminal()
          .note("there are more: --after " + rows.getLast().text("id") + ", or a larger --limit");
    }
  }

  private static String[] cells(Json row) {
    return new String[] {
      row.text("id"),
      row.text("state"),
      row.text("outcome") + row.text("standing"),
      row.text("waitsFor"),
      row.text("devices")
    };
  }

  /** A connection that is lost is told, and tried again: a person looks here while it heals. */
  private ExitCode watched(GatewayClient gateway, GatewayClient.Answer first)
      throws CommandFailedException {
    Map<String, String> seen = changed(first.json(), new HashMap<>(), false);
    boolean lost = false;
    while (true) {
      try {
        TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        GatewayClient.Answer answer = gateway.get(path());
        if (lost) {
          terminal().note("lockstep: the gateway answers again");
          lost = false;
        }
        seen = changed(answer.json(), seen, true);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return ExitCode.STOPPED;
      } catch (CommandFailedException failed) {
        if (failed.code() != ExitCode.NO_CONNECTION && failed.code() != ExitCode.NOT_NOW) {
          throw failed;
        }
        if (!lost) {
          terminal().note("lockstep: " + failed.getMessage() + "; waiting for it");
          lost = true;
        }
      }
    }
  }

  private Map<String, String> changed(Json page, Map<String, String> seen, boolean print) {
    Map<String, String> now = new HashMap<>();
    for (Json each : page.at("items").items().reversed()) {
      String shown = String.join("  ", cells(each)).strip();
      now.put(each.text("id"), shown);
      if (print && !shown.equals(seen.get(each.text("id")))) {
        print(each, shown);
      }
    }
    return now;
  }

  private void print(Json row, String shown) {
    if (json()) {
      terminal().json(row.bytes());
    } else {
      terminal().line(time(here.chance().clock().instant().toString()) + "  " + shown);
    }
  }
}
