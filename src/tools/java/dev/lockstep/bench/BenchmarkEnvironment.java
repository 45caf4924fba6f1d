package dev.lockstep.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The machine that all is measured on.
 *
 * @param memory in bytes
 * @param load how many threads wanted a core in the minute before; negative where nobody knows
 */
public record BenchmarkEnvironment(
    String processor, int cores, long memory, double load, String java, String disk) {

  /** As it is now. */
  public static BenchmarkEnvironment of(Path directory) throws IOException {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new BenchmarkEnvironment(
        processorName(),
        system.getAvailableProcessors(),
        system.getTotalMemorySize(),
        system.getSystemLoadAverage(),
        System.getProperty("java.vendor.version", "") + " " + Runtime.version(),
        Files.getFileStore(directory).type());
  }

  public void print(PrintStream out, DiskSpeed speed) {
    out.printf(
        "%s, %d cores, %d GiB, %s, load average %.1f, Java %s%n",
        processor, cores, memory >> 30, disk, load, java);
    out.printf(
        "the disk alone: %.0f appends of 4 KiB with fsync per second, p50 %.2f ms, p99 %.2f ms%n",
        speed.fsyncsPerSecond(), speed.p50Millis(), speed.p99Millis());
  }

  Map<String, Object> json(BenchmarkOptions options, DiskSpeed speed) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put(
        "date",
        OffsetDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("machine", processor + ", " + cores + " cores");
    facts.put("memoryGiB", memory >> 30);
    facts.put("loadAverageBefore", BenchmarkReport.rounded(load));
    facts.put("java", java);
    facts.put("gatewayJvm", options.jvm());
    facts.put("devices", options.pace().devices());
    facts.put("secondsPerLevel", options.pace().measure().toSeconds());
    facts.put("fileSystem", disk);
    facts.put("diskFsyncsPerSecond", BenchmarkReport.rounded(speed.fsyncsPerSecond()));
    facts.put("diskFsyncP50Millis", BenchmarkReport.rounded(speed.p50Millis()));
    facts.put("diskFsyncP99Millis", BenchmarkReport.rounded(speed.p99Millis()));
    return facts;
  }

  private static String processorName() throws IOException {
    Path facts = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(facts)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(facts, StandardCharsets.UTF_8)) {
      return lines
          .filter(each -> each.startsWith("model name"))
          .map(each -> each.substring(each.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    }
  }
}
