package dev.lockstep.journal;

import dev.lockstep.UsualSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The usual settings of a journal, but for what a test is about. */
public final class TunedSettings {
  private final Path path;
  private final List<String> keys = new ArrayList<>();
  private int checkpointRows = JournalSettings.CHECKPOINT_ROWS;
  private String gateway = "";

  private TunedSettings(Path path) {
    this.path = path;
  }

  public static TunedSettings at(Path path) {
    return new TunedSettings(path);
  }

  /** Nothing tuned. */
  public static JournalSettings usual(Path path) {
    return at(path).settings();
  }

  public TunedSettings groupMax(int entries) {
    return key("group-max", entries);
  }

  public TunedSettings queueMax(int entries) {
    return key("queue-max", entries);
  }

  public TunedSettings waitMax(Duration longest) {
    return key("wait-max", longest);
  }

  TunedSettings lazyMax(Duration longest) {
    return key("lazy-max", longest);
  }

  public TunedSettings busyTimeout(Duration longest) {
    return key("busy-timeout", longest);
  }

  TunedSettings reserveBytes(long bytes) {
    return key("reserve", bytes);
  }

  TunedSettings retention(Duration forgotten, Duration unforgotten, long most, int batch) {
    return key("forgotten-for", forgotten)
        .key("unforgotten-for", unforgotten)
        .key("forgotten-max", most)
        .key("prune-batch-max", batch);
  }

  private TunedSettings key(String name, Object value) {
    keys.add(name + "=" + value);
    return this;
  }

  TunedSettings checkpointRows(int rows) {
    checkpointRows = rows;
    return this;
  }

  TunedSettings gateway(String name) {
    gateway = name;
    return this;
  }

  public JournalSettings settings() {
    JournalConfig limits = UsualSettings.of(JournalConfig.class, keys.toArray(String[]::new));
    return new JournalSettings(
        path, limits, limits.reserve(), limits.lazyMax(), checkpointRows, gateway);
  }
}
