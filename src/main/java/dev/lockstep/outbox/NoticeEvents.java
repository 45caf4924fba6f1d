package dev.lockstep.outbox;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.OutboxFile;

/** What the outbox itself has to tell: alarms that are raised and cleared, and what it dropped. */
final class NoticeEvents implements EventSource {
  static final String NAME = "notices";

  private final String gateway;
  private final OutboxFile file;

  NoticeEvents(String gateway, OutboxFile file) {
    this.gateway = gateway;
    this.file = file;
  }

  @Override
  public String name() {
    return NAME;
  }

  /** All that are kept: where there was no outbox, there were none. */
  @Override
  public long begin() {
    return 0;
  }

  @Override
  public long last() throws JournalUnavailableException {
    return file.lastNotice();
  }

  /** Those that every channel has told are taken away. */
  @Override
  public boolean dense() {
    return false;
  }

  @Override
  public Batch behind(long number, int limit) throws JournalUnavailableException {
    return read(number, limit, file::notices, each -> new Entry(each.number(), event(each)));
  }

  private CloudEvent event(OutboxFile.Notice notice) {
    String id =
        "%s/%s/%d/%08x".formatted(gateway, NAME, notice.number(), (int) notice.at().toEpochMilli());
    CloudEvent.Head head = new CloudEvent.Head(notice.type(), notice.subject(), notice.at());
    String members = notice.data().substring(1, notice.data().length() - 1);
    return CloudEvent.of(
        gateway,
        id,
        head,
        json -> {
          json.writeNumberField("entry", notice.number());
          if (!members.isEmpty()) {
            json.writeRaw("," + members);
          }
        });
  }
}
