package dev.lockstep.app.cli;

import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command for a running gateway: who and where it calls, and in which form it prints. */
abstract class GatewayCommand implements Callable<Integer> {
  final Surroundings here;

  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  @Option(names = "--json", description = "Prints what the API answers, and nothing else.")
  private boolean json;

  GatewayCommand(Surroundings here) {
    this.here = here;
  }

  /** Does the work. */
  abstract ExitCode run(GatewayClient gateway) throws CommandFailedException;

  @Override
  public final Integer call() {
    try {
      return run(connection.client(here)).code();
    } catch (CommandFailedException failed) {
      return told(failed).code();
    } catch (UncheckedIOException closed) {
      return ExitCode.STOPPED.code(); // the reader of what is printed has gone
    }
  }

  /** Tells a failure: a line for people, and to machines what the gateway answered. */
  final ExitCode told(CommandFailedException failed) {
    if (json && failed.answer().length > 0) {
      terminal().json(failed.answer());
    }
    terminal().note("lockstep: " + failed.getMessage());
    return failed.code();
  }

  final Terminal terminal() {
    return here.terminal();
  }

  final boolean json() {
    return json;
  }

  /** Prints the answer for machines, where it is wanted so; whether it was. */
  final boolean printed(GatewayClient.Answer answer) {
    if (json) {
      terminal().json(answer.body());
    }
    return json;
  }

  /** The body of what a person decides. */
  final Map<String, Object> act(ReasonOptions why) {
    return act(why.reason(), why.operator());
  }

  /**
   * The body of what a person does.
   *
   * @param operator who does it, where the gateway has no login
   */
  final Map<String, Object> act(Optional<String> reason, Optional<String> operator) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("reason", reason);
    body.put(
        "operator",
        connection.authenticated(here) ? operator : Optional.of(operator.orElseGet(here::user)));
    return body;
  }

  /** A time to the second, in the zone of who reads it. */
  final String time(String instant) {
    return LocalTime.seconds(instant, terminal().zone());
  }
}
