package dev.lockstep.app.standby;

import dev.lockstep.app.config.Settings;
import dev.lockstep.coordinator.CoordinatorSettings;
import dev.lockstep.journal.BaseCopy;
import dev.lockstep.journal.JournalSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The databases of a line: what follows another one comes before it, as a copy has to be taken. */
final class LineDatabases {
  private LineDatabases() {}

  static Map<String, JournalSettings> of(Settings settings) {
    Map<String, JournalSettings> databases = new LinkedHashMap<>();
    if (settings.config().outbox().enabled()) {
      databases.put("outbox", settings.outbox());
    }
    databases.put("audit", settings.audit().storage());
    CoordinatorSettings coordinator = settings.config().coordinator();
    if (coordinator.enabled() && coordinator.log() == CoordinatorSettings.Log.SQLITE) {
      databases.put("decisions", settings.decisions());
    }
    databases.put("journal", settings.journal());
    return databases;
  }

  static List<BaseCopy.Source> sources(Settings settings) {
    return of(settings).entrySet().stream()
        .map(each -> new BaseCopy.Source(each.getKey(), each.getValue().path()))
        .toList();
  }
}
