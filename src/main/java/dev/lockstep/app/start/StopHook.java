package dev.lockstep.app.start;

import dev.lockstep.participant.StopSignal;
import io.quarkus.runtime.LaunchMode;

/**
 * Hook of the JVM by which the gateway hears of a SIGTERM at once. Quarkus says so only when no
 * request is under way any more, or its patience is over ({@code quarkus.shutdown.timeout}); and
 * requests wait for machines, pages for news.
 */
final class StopHook {
  private StopHook() {}

  static void install(StopSignal stop) {
    if (LaunchMode.current() == LaunchMode.NORMAL) { // of reloads and tests there are many in a JVM
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().name("lockstep-stop").unstarted(stop::give));
    }
  }
}
