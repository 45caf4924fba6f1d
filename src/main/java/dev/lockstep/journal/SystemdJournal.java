package dev.lockstep.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Systemd's journal by its native protocol (systemd, "Native Journal Protocol"): each record is a
 * datagram of fields, so that {@code journalctl LOCKSTEP_SUBJECT=changeover-7} finds it. Nothing
 * waits: what the journal does not take at once is sent again later.
 */
final class SystemdJournal implements AuditSink {
  static final Path SOCKET = Path.of("/run/systemd/journal/socket");

  private static final String ACT = "5";
  private static final String ROUTINE = "6";

  private final Path socket;

  SystemdJournal(Path socket) {
    this.socket = socket;
  }

  @Override
  public String place() {
    return "systemd's journal at " + socket;
  }

  @Override
  public OptionalLong reached() {
    return OptionalLong.empty();
  }

  @Override
  public long write(List<AuditEntry> rows) throws IOException {
    List<byte[]> datagrams = rows.stream().map(SystemdJournal::datagram).toList();
    int taken = UnixDatagrams.to(socket.toString()).send(datagrams);
    if (taken == 0) {
      throw new IOException("nothing is heard there, or nothing taken now");
    }
    return rows.get(taken - 1).number();
  }

  /** Values are lines: {@link AuditRecord} makes printable what comes from outside. */
  static byte[] datagram(AuditEntry entry) {
    AuditRecord record = entry.read().record();
    StringBuilder fields = new StringBuilder();
    field(fields, "MESSAGE", record.logLine());
    field(fields, "PRIORITY", record.details().containsKey("operator") ? ACT : ROUTINE);
    field(fields, "SYSLOG_IDENTIFIER", "lockstep");
    field(fields, "LOCKSTEP_ACT", record.act());
    field(fields, "LOCKSTEP_PRINCIPAL", record.requester().principal());
    field(fields, "LOCKSTEP_ADDRESS", record.requester().address());
    field(fields, "LOCKSTEP_SUBJECT", record.subject());
    field(fields, "LOCKSTEP_NUMBER", Long.toString(entry.number()));
    field(fields, "LOCKSTEP_HASH", entry.hash());
    return fields.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void field(StringBuilder fields, String name, String value) {
    if (!value.isEmpty()) {
      fields.append(name).append('=').append(value).append('\n');
    }
  }
}
