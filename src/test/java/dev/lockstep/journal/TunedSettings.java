package dev.lockstep.journal;

import java.nio.file.Path;
import java.time.Duration;

/** The usual settings of a journal, but for what a test is about. */
final class TunedSettings {
  private final JournalSettings usual;
  private int groupMax;
  private int queueMax;
  private Duration waitMax;
  private Duration lazyMax;
  private long reserveBytes;
  private int checkpointRows;
  private JournalSettings.Retention retention;
  private String gateway;

  private TunedSettings(JournalSettings usual) {
    this.usual = usual;
    this.groupMax = usual.groupMax();
    this.queueMax = usual.queueMax();
    this.waitMax = usual.waitMax();
    this.lazyMax = usual.lazyMax();
    this.reserveBytes = usual.reserveBytes();
    this.checkpointRows = usual.checkpointRows();
    this.retention = usual.retention();
    this.gateway = usual.gateway();
  }

  static TunedSettings at(Path path) {
    return new TunedSettings(JournalSettings.at(path));
  }

  TunedSettings groupMax(int entries) {
    groupMax = entries;
    return this;
  }

  TunedSettings queueMax(int entries) {
    queueMax = entries;
    return this;
  }

  TunedSettings waitMax(Duration longest) {
    waitMax = longest;
    return this;
  }

  TunedSettings lazyMax(Duration longest) {
    lazyMax = longest;
    return this;
  }

  TunedSettings reserveBytes(long bytes) {
    reserveBytes = bytes;
    return this;
  }

  TunedSettings checkpointRows(int rows) {
    checkpointRows = rows;
    return this;
  }

  TunedSettings retention(JournalSettings.Retention kept) {
    retention = kept;
    return this;
  }

  TunedSettings gateway(String name) {
    gateway = name;
    return this;
  }

  /** Checked, as all settings are. */
  JournalSettings settings() {
    return new JournalSettings(
        usual.path(),
        groupMax,
        queueMax,
        waitMax,
        lazyMax,
        usual.busyTimeout(),
        reserveBytes,
        checkpointRows,
        retention,
        gateway);
  }
}
