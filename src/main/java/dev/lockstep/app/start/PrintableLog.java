package dev.lockstep.app.start;

import dev.lockstep.device.PrintableText;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Log filter that makes every message one printable line (CWE-117), whichever class logs it: what a
 * machine, a caller or a file said can neither begin a line of its own nor move the cursor. The one
 * place where this is done, in front of every handler, so that no call can forget it. A stack trace
 * keeps its lines; the messages of its exceptions are made printable too.
 */
final class PrintableLog implements Filter {
  private static final int CAUSES_MAX = 50;

  private final @Nullable Filter next;

  /** Puts the parameters into a message. */
  private final ExtFormatter parameters = new PatternFormatter("%s");

  PrintableLog(@Nullable Filter next) {
    this.next = next;
  }

  /** Puts itself in front of every handler that the configuration has made. */
  static void install() {
    LogContext context = LogContext.getLogContext();
    Set<Handler> done = Collections.newSetFromMap(new IdentityHashMap<>());
    install(context.getLogger("").getHandlers(), done);
    for (var names = context.getLoggerNames(); names.hasMoreElements(); ) {
      Logger known = context.getLoggerIfExists(names.nextElement());
      if (known != null) {
        install(known.getHandlers(), done);
      }
    }
  }

  private static void install(Handler[] handlers, Set<Handler> done) {
    for (Handler each : handlers) {
      if (done.add(each)) {
        if (!(each.getFilter() instanceof PrintableLog)) {
          each.setFilter(new PrintableLog(each.getFilter()));
        }
        if (each instanceof ExtHandler outer) {
          install(outer.getHandlers(), done);
        }
      }
    }
  }

  @Override
  public boolean isLoggable(LogRecord record) {
    Filter inner = next;
    if (inner != null && !inner.isLoggable(record)) {
      return false;
    }
    if (record instanceof ExtLogRecord extended) {
      String message = parameters.formatMessage(extended);
      String line = message == null ? null : PrintableText.line(message);
      if (line != null && !line.equals(message)) {
        extended.setMessage(line, ExtLogRecord.FormatStyle.NO_FORMAT);
      }
    }
    Throwable thrown = record.getThrown();
    if (thrown != null && !isPrintable(thrown)) {
      record.setThrown(PrintableException.of(thrown, 0));
    }
    return true;
  }

  private static boolean isPrintable(Throwable thrown) {
    Throwable each = thrown;
    for (int depth = 0; each != null && depth < CAUSES_MAX; depth++) {
      String text = String.valueOf(each);
      boolean plain = text.equals(PrintableText.line(text));
      if (!plain || each instanceof PrintableException || each.getSuppressed().length > 0) {
        return each instanceof PrintableException;
      }
      each = each.getCause();
    }
    return true;
  }

  /** Stands for another one in the log: with its class, its stack and its causes. */
  private static final class PrintableException extends Exception {
    private static final long serialVersionUID = 1;

    private final String text;

    private PrintableException(String text, @Nullable Throwable cause) {
      super(text, cause, true, true);
      this.text = text;
    }

    static PrintableException of(Throwable thrown, int depth) {
      Throwable cause = depth < CAUSES_MAX ? thrown.getCause() : null;
      PrintableException printable =
          new PrintableException(
              PrintableText.line(String.valueOf(thrown)),
              cause == null ? null : of(cause, depth + 1));
      printable.setStackTrace(thrown.getStackTrace());
      if (depth < CAUSES_MAX) {
        for (Throwable each : thrown.getSuppressed()) {
          printable.addSuppressed(of(each, depth + 1));
        }
      }
      return printable;
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString") // the class to be shown is the other one's
    public String toString() {
      return text;
    }
  }
}
