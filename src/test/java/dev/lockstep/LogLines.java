package dev.lockstep;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** The lines that one logger writes during a test, without level and time. */
public final class LogLines extends Handler implements AutoCloseable {
  private final Logger logger;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final PatternFormatter form = new PatternFormatter("%s");

  public LogLines(String name) {
    logger = Logger.getLogger(name);
    logger.setLevel(Level.INFO);
    logger.addHandler(this);
  }

  public LogLines(Class<?> source) {
    this(source.getName());
  }

  public List<String> lines() {
    return lines;
  }

  /** Those of them that are a warning or worse. */
  public List<String> warnings() {
    return warnings;
  }

  @Override
  public void publish(LogRecord line) {
    String text = form.format(line);
    lines.add(text);
    if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
      warnings.add(text);
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
