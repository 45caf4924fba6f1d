package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.device.TimeSource;
import dev.lockstep.rest.HttpJson;
import dev.lockstep.rest.OutboxReader;
import dev.lockstep.rest.SupportExcerpts;
import dev.lockstep.rest.SupportSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.health.SmallRyeHealthReporter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The support archive: what a person who helps from afar asks for first. Everything in it passes
 * the {@link SecretRedaction}; what cannot be read is replaced by the reason.
 */
final class SupportFiles implements SupportSource {
  private static final int LOG_BYTES_MAX = 1024 * 1024;
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final String README =
      """
      Support archive of a Lockstep gateway. Passwords, keys and tokens are left out; names of
      machines, persons and addresses are in it. Look through it before you send it on.

      version.json       version, Java, operating system, memory
      settings.txt       each setting in force, and where it comes from
      status.json        as GET /api/v1/status
      health.json        as GET /q/health
      metrics.txt        each meter with its tags and values
      transactions.json  the newest 200 transactions
      waiting.json       those that wait for a person, each with its history
      journal.json       whether votes may rest on the journal
      outbox.json        how far each channel has told
      devices.json       devices with their connections
      catalog.txt        faults and warnings of profiles and device lists
      threads.txt        threads with their stacks
      log.txt            the end of the log, where it is kept as a file
      """;

  private final Settings settings;
  private final Gateway gateway;
  private final SupportExcerpts excerpts;
  private final OutboxReader outbox;
  private final SmallRyeHealthReporter health;
  private final MeterRegistry metrics;
  private final SmallRyeConfig config;
  private final TimeSource clock;

  SupportFiles(
      Settings settings,
      Gateway gateway,
      SupportExcerpts excerpts,
      OutboxReader outbox,
      SmallRyeHealthReporter health,
      MeterRegistry metrics,
      SmallRyeConfig config,
      TimeSource clock) {
    this.settings = settings;
    this.gateway = gateway;
    this.excerpts = excerpts;
    this.outbox = outbox;
    this.health = health;
    this.metrics = metrics;
    this.config = config;
    this.clock = clock;
  }

  /** The content of one file. */
  @FunctionalInterface
  private interface Content {
    /** UTF-8. */
    byte[] read() throws Exception; // many parts of the gateway, and each may fail in its own way
  }

  @Override
  public SupportArchive archive() {
    Instant at = clock.now().wall();
    // Health names persons only to who may read them, and looks at the caller of this thread.
    ByteArrayOutputStream healthNow = new ByteArrayOutputStream();
    health.reportHealth(healthNow, health.getHealth());
    EffectiveSettings effective = new EffectiveSettings(config, System.getenv());
    Map<String, Content> files = new LinkedHashMap<>();
    files.put("README.txt", () -> bytes(README));
    files.put("version.json", () -> version(at));
    files.put("settings.txt", () -> bytes(effective.text()));
    files.put("status.json", excerpts::status);
    files.put("health.json", healthNow::toByteArray);
    files.put("metrics.txt", () -> bytes(meters()));
    files.put("transactions.json", excerpts::transactions);
    files.put("waiting.json", excerpts::waiting);
    files.put("journal.json", excerpts::journal);
    files.put("outbox.json", () -> HttpJson.bytes(outbox.standing()));
    files.put("devices.json", excerpts::devices);
    files.put("catalog.txt", () -> bytes(catalog()));
    files.put("threads.txt", () -> bytes(ThreadReport.text()));
    effective.logFile().ifPresent(log -> files.put("log.txt", () -> end(log)));
    String name = "lockstep-support-%s-%s.zip".formatted(settings.gateway(), STAMP.format(at));
    return new Archive(name, files, new SecretRedaction(effective.secrets()));
  }

  private byte[] version(Instant at) {
    Map<String, Object> facts = new TreeMap<>(EffectiveSettings.process());
    facts.put("version", Version.number());
    facts.put("gateway", settings.gateway());
    facts.put("at", at);
    return HttpJson.bytes(facts);
  }

  private String meters() {
    return metrics.getMeters().stream()
        .flatMap(
            meter ->
                StreamSupport.stream(meter.measure().spliterator(), false)
                    .map(
                        each ->
                            "%s%s %s %s%n"
                                .formatted(
                                    meter.getId().getName(),
                                    meter.getId().getTags(),
                                    each.getStatistic().getTagValueRepresentation(),
                                    each.getValue())))
        .sorted()
        .collect(Collectors.joining());
  }

  private String catalog() {
    StringBuilder text = new StringBuilder();
    var report = gateway.catalogReport();
    text.append(
        "%d files, %d profiles, %d devices\n"
            .formatted(report.files(), report.profiles(), report.devices()));
    report.faults().forEach(each -> text.append("fault: ").append(each).append('\n'));
    report.warnings().forEach(each -> text.append("warning: ").append(each).append('\n'));
    return text.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] end(Path log) throws IOException {
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
      long size = channel.size();
      ByteBuffer end = ByteBuffer.allocate((int) Math.min(size, LOG_BYTES_MAX));
      channel.position(size - end.capacity());
      while (end.hasRemaining() && channel.read(end) >= 0) {
        // read on
      }
      byte[] read = new byte[end.flip().remaining()];
      end.get(read);
      return read;
    }
  }

  private record Archive(String fileName, Map<String, Content> files, SecretRedaction redaction)
      implements SupportArchive {
    @Override
    public void writeTo(OutputStream out) throws IOException {
      ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
      for (Map.Entry<String, Content> each : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(each.getKey()));
        zip.write(bytes(redaction.of(text(each.getValue()))));
        zip.closeEntry();
      }
      zip.finish();
      zip.flush();
    }

    /** One part that fails must not cost the others: it is then that they are wanted. */
    private static String text(Content content) {
      try {
        return new String(content.read(), StandardCharsets.UTF_8);
      } catch (Exception fault) {
        return "This could not be read: " + fault + "\n";
      }
    }
  }
}
