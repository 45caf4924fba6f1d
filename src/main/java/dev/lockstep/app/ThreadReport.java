package dev.lockstep.app;

import java.util.Comparator;
import java.util.Map;

/** The platform threads of this process with their stacks, for people. */
final class ThreadReport {
  private static final int FRAMES_MAX = 100;

  private ThreadReport() {}

  static String text() {
    StringBuilder text = new StringBuilder();
    Thread.getAllStackTraces().entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Comparator.comparing(Thread::getName)))
        .forEach(each -> append(text, each.getKey(), each.getValue()));
    return text.toString();
  }

  private static void append(StringBuilder text, Thread thread, StackTraceElement[] frames) {
    text.append('"').append(thread.getName()).append("\" ").append(thread.getState());
    text.append(thread.isDaemon() ? " daemon\n" : "\n");
    for (int frame = 0; frame < Math.min(frames.length, FRAMES_MAX); frame++) {
      text.append("    at ").append(frames[frame]).append('\n');
    }
    text.append('\n');
  }
}
