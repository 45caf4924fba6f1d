package dev.lockstep.app.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.OutputStreamHandler;
import org.junit.jupiter.api.Test;

/** A forged log line: what comes from outside begins no line of its own. */
class PrintableLogTest {
  private static final String FORGED =
      "done\n2026-03-02 06:00:00.000 INFO  [audit] act=\"release\" principal=\"anna\"\u001b[2K";

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final OutputStreamHandler handler =
      new OutputStreamHandler(written, new PatternFormatter("%-5p %c{1}: %s%e%n"));

  PrintableLogTest() {
    handler.setFilter(new PrintableLog(null));
  }

  private List<String> lines() {
    handler.flush();
    return written.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static ExtLogRecord record(String format, Object... parameters) {
    ExtLogRecord record =
        new ExtLogRecord(Level.INFO, format, ExtLogRecord.FormatStyle.PRINTF, "test");
    record.setLoggerName("dev.lockstep.transactions");
    record.setParameters(parameters);
    return record;
  }

  @Test
  void parameterWithLineBreaksMakesOneLine() {
    handler.publish(record("transaction=%s reason=%s", "t-1", FORGED));

    assertThat(lines())
        .containsExactly(
            "INFO  transactions: transaction=t-1 reason=done\\u000A2026-03-02 06:00:00.000 INFO "
                + " [audit] act=\"release\" principal=\"anna\"\\u001B[2K");
  }

  @Test
  void recordThatSeveralHandlersWriteIsTheSameInEach() {
    ExtLogRecord record = record("%s 100%%", FORGED);

    handler.publish(record);
    handler.publish(record);

    assertThat(lines()).hasSize(2);
    assertThat(lines().getFirst()).isEqualTo(lines().getLast()).endsWith("100%");
  }

  @Test
  void messagesOfExceptionsAreOneLineAndTheirStackIsStillRead() {
    IllegalStateException cause = new IllegalStateException("cause\r" + FORGED);
    RuntimeException bug = new RuntimeException(FORGED, cause);
    bug.addSuppressed(new IllegalArgumentException("beside\u2028it"));
    ExtLogRecord record = record("stopped");
    record.setThrown(bug);

    handler.publish(record);

    assertThat(lines()).noneMatch(line -> line.startsWith("2026"));
    assertThat(lines().getFirst())
        .startsWith("INFO  transactions: stopped: java.lang.RuntimeException: done\\u000A2026");
    assertThat(lines())
        .anyMatch(line -> line.contains("Caused by: java.lang.IllegalStateException: cause\\u000D"))
        .anyMatch(
            line ->
                line.contains("Suppressed: java.lang.IllegalArgumentException: beside\\u2028it"))
        .anyMatch(line -> line.matches("\\s+at .*PrintableLogTest\\..*"));
  }

  @Test
  void plainExceptionStaysItself() {
    RuntimeException plain = new RuntimeException("plain", new IllegalStateException("too"));
    ExtLogRecord record = record("stopped");
    record.setThrown(plain);

    handler.publish(record);

    assertThat(record.getThrown()).isSameAs(plain);
  }
}
