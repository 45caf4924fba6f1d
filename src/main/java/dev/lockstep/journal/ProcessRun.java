package dev.lockstep.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.device.Boot;
import dev.lockstep.device.Moment;
import java.io.IOException;

/** One run of the gateway's process, as moments in a body refer to it. */
record ProcessRun(String name, Boot boot) {
  static ProcessRun of(Moment moment) {
    return new ProcessRun(moment.run(), moment.boot());
  }

  /** In a backup: the name of the run, and that it is one. */
  static ProcessRun inBackup(Moment moment) {
    return new ProcessRun(moment.run(), Boot.BACKUP);
  }

  static void write(JsonGenerator json, ProcessRun run) throws IOException {
    if (run.boot.equals(Boot.UNKNOWN)) {
      json.writeString(run.name);
      return;
    }
    json.writeStartArray();
    json.writeString(run.name);
    json.writeString(run.boot.id());
    json.writeString(run.boot.host());
    json.writeEndArray();
  }

  static ProcessRun read(JsonNode node) {
    return node.isArray()
        ? new ProcessRun(
            node.required(0).asText(),
            new Boot(node.required(1).asText(), node.required(2).asText()))
        : new ProcessRun(node.asText(), Boot.UNKNOWN);
  }
}
