package dev.lockstep.app.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A coordination that is looked at until its end; a connection that is lost is told, and heals. */
final class CoordinationWatch {
  static final String PATH = "/api/v1/coordinations/";

  private final GatewayClient gateway;
  private final Terminal terminal;
  private final boolean json;
  private final Duration pause;
  private final CoordinationProgress progress;
  private boolean lost;

  CoordinationWatch(GatewayClient gateway, Terminal terminal, boolean json, Duration pause) {
    this.gateway = gateway;
    this.terminal = terminal;
    this.json = json;
    this.pause = pause;
    this.progress = new CoordinationProgress(terminal);
  }

  /** Returns when it has ended; prints it whole for machines. */
  ExitCode untilEnd(String id) throws CommandFailedException {
    return Interruption.told(
        terminal,
        id,
        () -> {
          while (true) {
            Optional<GatewayClient.Answer> answer = look(id);
            if (answer.isPresent() && ended(answer.get())) {
              return result(answer.get());
            }
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
          }
        });
  }

  /** One look, and what is new of it for people; empty where no gateway answers now. */
  Optional<GatewayClient.Answer> look(String id) throws CommandFailedException {
    try {
      GatewayClient.Answer answer = gateway.get(PATH + PathText.of(id));
      if (lost) {
        terminal.note("lockstep: the gateway answers again");
        lost = false;
      }
      if (!json) {
        progress.tell(answer.json());
      }
      return Optional.of(answer);
    } catch (CommandFailedException failed) {
      if (failed.code() != ExitCode.NO_CONNECTION && failed.code() != ExitCode.NOT_NOW) {
        throw failed;
      }
      if (!lost) {
        terminal.note("lockstep: " + failed.getMessage() + "; " + Interruption.sentence(id));
        lost = true;
      }
      return Optional.empty();
    }
  }

  private static boolean ended(GatewayClient.Answer answer) throws CommandFailedException {
    return answer.json().text("state").equals("ENDED");
  }

  /** Prints the end. */
  ExitCode result(GatewayClient.Answer answer) throws CommandFailedException {
    Json coordination = answer.json();
    String outcome = coordination.text("outcome");
    if (json) {
      terminal.json(answer.body());
    } else {
      progress.tell(coordination);
      terminal.heading(coordination.text("id") + ": " + (outcome.isEmpty() ? "ended" : outcome));
    }
    if (!coordination.at("contradictions").items().isEmpty()) {
      return ExitCode.WAITS;
    }
    return switch (outcome) {
      case "COMMITTED" -> ExitCode.DONE;
      case "ROLLED_BACK", "" -> ExitCode.REFUSED;
      default -> ExitCode.WAITS;
    };
  }
}
