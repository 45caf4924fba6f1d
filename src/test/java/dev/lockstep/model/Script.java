package dev.lockstep.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A schedule as a scenario of the one gateway that it ends at, to be kept among {@code
 * src/test/resources/scenarios}: the power, the machine's mood and every message as they came. A
 * scenario carries out all that it can at once, so what depends on an effect that is slow must be
 * touched up by hand.
 */
final class Script {
  private static final Pattern STEP = Pattern.compile("(line-[ab])(?: (t\\d))?: (.*)");

  /** What is in the way at the machine when the step before it is taken. */
  private static final Map<String, String> MOODS =
      Map.of(
          "the check finds the machine offline", "machine press OFFLINE",
          "the machine arms, and its answer is lost", "machine press MUMBLES",
          "the machine moves, and its answer is lost", "machine press MUMBLES",
          "the machine refuses to arm", "machine press REFUSES",
          "the machine refuses the command", "machine press REFUSES",
          "the machine freezes over the arming", "machine press STIFFENS",
          "the machine freezes over the command", "machine press STIFFENS",
          "the machine says Good and does nothing", "machine press IGNORES",
          "the machine does not answer", "machine press FROZEN",
          "what is required is broken", "guard press open");

  /** What was sent when the power went before its answer was heard. */
  private static final Map<String, String> SENT =
      Map.of(
          "the machine moves", "crash after send ",
          "the machine arms", "crash after send arm",
          "the machine disarms", "crash after send disarm");

  private final Plot plot;
  private final List<String> lines = new ArrayList<>();
  private int before;
  private boolean moody;
  private String last = "";

  private Script(Plot plot) {
    this.plot = plot;
  }

  /** The lines of a scenario, without what is told: that is written when it is played. */
  static List<String> of(Plot plot, List<String> schedule) {
    Script script = new Script(plot);
    String gateway = "line-a";
    for (String step : schedule) {
      Matcher matcher = STEP.matcher(step);
      gateway = matcher.matches() ? matcher.group(1) : gateway;
    }
    for (String step : schedule) {
      Matcher matcher = STEP.matcher(step);
      if (matcher.matches() && matcher.group(1).equals(gateway)) {
        String what = matcher.group(3).replaceAll(" \\(what is written lazily.*", "");
        script.step(Optional.ofNullable(matcher.group(2)).orElse(""), what);
      } else if (step.equals("a weekend passes")) {
        script.say("advance 20m");
      }
    }
    return script.lines.stream().map(line -> "> " + line).toList();
  }

  private void step(String id, String what) {
    if (MOODS.containsKey(what)) {
      lines.add(before, MOODS.get(what));
      moody = true;
    } else if (what.equals("crash")) {
      crash();
    } else {
      command(id, what).ifPresent(this::say);
    }
    last = what;
  }

  private void crash() {
    if (SENT.containsKey(last)) {
      lines.add(before, SENT.get(last));
    } else {
      say("crash now");
    }
  }

  private void say(String line) {
    if (moody) {
      lines.add("machine press SPEAKS");
      lines.add("guard press closed");
      moody = false;
    }
    before = lines.size();
    lines.add(line);
  }

  private Optional<String> command(String id, String what) {
    return Optional.ofNullable(
        switch (what) {
          case "prepare arrives", "a prepare arrives that nobody waits for" ->
              "prepare %s %s via http://coordinator/%s".formatted(id, wishes(id), id);
          case "commit arrives", "a late commit arrives" -> "commit " + id;
          case "rollback arrives", "a late rollback arrives" -> "rollback " + id;
          case "the time for the vote is over" -> "expire " + id;
          case "the pause is over" -> "advance 30s";
          case "forget arrives" -> "forget " + id;
          case "restart" -> "restart";
          case "the coordinator, asked, says COMMIT" -> "coordinator " + id + " COMMIT";
          case "the coordinator, asked, says ABORT" -> "coordinator " + id + " ROLLBACK";
          case "the machine wakes to an old command", "the machine wakes to an old arming" ->
              "deliver press";
          case "Anna releases it" -> "release " + id + " by anna: looked at the line";
          default ->
              what.startsWith("Anna resolves it ")
                  ? "resolve %s %s by anna: looked at the line"
                      .formatted(id, what.substring("Anna resolves it ".length()))
                  : null;
        });
  }

  private String wishes(String id) {
    int number = Integer.parseInt(id.substring(1));
    Plot.Transaction transaction = plot.transactions().get(number - 1);
    int gateway = transaction.at(0).isEmpty() ? 1 : 0;
    List<String> wishes = new ArrayList<>();
    for (Plot.Kind kind : transaction.at(gateway)) {
      String wish =
          switch (kind) {
            case WRITE -> "press.SetSpeed Speed=";
            case ALIAS -> "twin.SetRpm Rpm=";
            case ARMED -> "press.Load Staged=";
            case ONCE, SEEN_ONCE, SEEN -> "press.Strike Recipe=";
            case LOOK -> "press.ReadGuard ";
          };
      wishes.add("%s%d @%d".formatted(wish, number, wishes.size()));
    }
    return wishes.stream().collect(Collectors.joining(" | "));
  }
}
