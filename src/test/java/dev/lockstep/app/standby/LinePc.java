package dev.lockstep.app.standby;

import dev.lockstep.app.Reign;
import dev.lockstep.app.SystemTime;
import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.Settings;
import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.AuditRecord;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.plant.TlsKeys;
import dev.lockstep.rest.LineAdministration.LineWord;
import dev.lockstep.rest.LineAdministration.WordAnswer;
import dev.lockstep.rest.StandbyViews.LineView;
import dev.lockstep.transaction.Requester;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A PC of a line, without machines: its seat, and its databases where it is active. */
final class LinePc implements AutoCloseable {
  private final Settings settings;
  private final SystemTime time;
  private final LineMember member;
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  private final CompletableFuture<Reign> reign;
  private SqliteJournal journal;
  private AuditLog audit;

  /**
   * @param ports of the two listeners, its own first
   */
  LinePc(
      Path folder, String name, String peer, int[] ports, TlsKeys keys, Map<String, String> more) {
    Map<String, String> all = new HashMap<>();
    all.put("lockstep.gateway.name", "line-3");
    all.put("lockstep.journal.path", folder.resolve("journal.db").toString());
    all.put("lockstep.journal.reserve", "64K");
    all.put("lockstep.standby.enabled", "true");
    all.put("lockstep.standby.name", name);
    all.put("lockstep.standby.peer-name", peer);
    all.put("lockstep.standby.listen", "127.0.0.1:" + ports[0]);
    all.put("lockstep.standby.peer", "https://127.0.0.1:" + ports[1]);
    all.put("lockstep.standby.certificate", keys.certificate(name).toString());
    all.put("lockstep.standby.key", keys.key(name).toString());
    all.put("lockstep.standby.trust", keys.certificate("line-ca").toString());
    all.put("lockstep.standby.lease-duration", "3s");
    all.putAll(more);
    GatewayConfig config =
        new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 300, new DurationConverter())
            .withSources(new PropertiesConfigSource(all, "the test's", 300))
            .withMapping(GatewayConfig.class)
            .build()
            .getConfigMapping(GatewayConfig.class);
    settings = new Settings(config, Duration.ZERO);
    time = new SystemTime(settings.host());
    member = LineMember.start(settings, time, new LineEnd(ended::complete));
    reign = CompletableFuture.supplyAsync(member::awaitReign);
  }

  LineView view() {
    return member.line().orElseThrow();
  }

  WordAnswer say(LineWord word, boolean acceptLoss) {
    return member.say(word, acceptLoss, "maria", "the test says so");
  }

  boolean active() {
    return reign.isDone();
  }

  boolean maySend() {
    return reign.join().lease().valid();
  }

  /** Opens the databases as the active one does. */
  LinePc open() throws JournalUnavailableException {
    journal = SqliteJournal.open(settings.journal(), time, reign.join().replication());
    audit = AuditLog.start(settings.audit(), time, journal);
    member.recordWords(audit);
    return this;
  }

  /** Returns when it is durable. */
  void write(String subject) throws JournalUnavailableException {
    audit.record(new AuditRecord("test", Requester.NONE, subject));
  }

  AuditLog audit() {
    return audit;
  }

  CompletableFuture<String> ended() {
    return ended;
  }

  /** As a process that is killed: nothing is said to anybody. */
  void kill() {
    member.close();
    if (audit != null) {
      audit.close();
      journal.close();
    }
    member.release();
    time.close();
  }

  void stop() {
    member.stop();
  }

  @Override
  public void close() {
    kill();
  }
}
