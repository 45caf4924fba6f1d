package dev.lockstep;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.PreInterruptCallback;
import org.junit.jupiter.api.extension.PreInterruptContext;

/**
 * Says what a test hangs on, before its time is over (the pom's {@code
 * junit.jupiter.execution.timeout}): every thread, the virtual ones too, and every process that was
 * started. Found by the service loader.
 */
public final class HangingTests implements PreInterruptCallback {

  @Override
  public void beforeThreadInterrupt(PreInterruptContext interrupted, ExtensionContext test)
      throws IOException {
    System.out.printf("%s hangs.%n", test.getUniqueId());
    ProcessHandle.current()
        .descendants()
        .forEach(each -> System.out.printf("process %d: %s%n", each.pid(), each.info()));
    System.out.println(threads());
  }

  private static String threads() throws IOException {
    Path folder = Files.createTempDirectory("lockstep-hangs");
    Path dump = folder.resolve("threads.txt");
    try {
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
      return Files.readString(dump);
    } finally {
      Files.deleteIfExists(dump);
      Files.delete(folder);
    }
  }
}
