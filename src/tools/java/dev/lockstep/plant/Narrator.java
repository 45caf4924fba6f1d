package dev.lockstep.plant;

import java.io.PrintStream;
import java.time.Duration;

/** Tells the demo to people, a few lines at a time. */
final class Narrator {
  private static final String INDENT = "      ";

  private final PrintStream out;
  private final long startNanos = System.nanoTime();

  Narrator(PrintStream out) {
    this.out = out;
  }

  void heading(String text) {
    out.printf("%n%5.1fs %s%n", elapsed().toMillis() / 1000.0, text);
  }

  void say(String text) {
    out.println(INDENT + text.replace("\n", "\n" + INDENT));
  }

  /** What the machines themselves show. */
  void show(String when, Plant.Shown plant) {
    String label = (when + "        ").substring(0, 8);
    for (String line : plant.lines()) {
      say(label + line);
      label = " ".repeat(8);
    }
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }
}
