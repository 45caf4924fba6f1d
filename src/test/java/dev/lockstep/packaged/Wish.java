package dev.lockstep.packaged;

import dev.lockstep.plant.Logbook;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is asked of one machine, and how its own logbook shows that it was done.
 *
 * @param command as the API takes it
 * @param track empty for a machine in the gateway's own memory, which dies with it
 */
record Wish(Map<String, Object> command, Optional<Track> track) {
  Wish {
    command = Map.copyOf(command);
  }

  /**
   * What the machine writes down when it does this.
   *
   * @param sign nothing else leaves it: an id of the transaction, or a value used only here
   * @param times how often it may be done at most; more than one where a repeat changes nothing
   */
  record Track(Logbook logbook, String sign, int times) {
    List<Logbook.Deed> deeds() {
      return logbook.deeds().stream().filter(this::isOurs).toList();
    }

    private boolean isOurs(Logbook.Deed deed) {
      // A machine that knows orders is told the transaction's id, "#" and the command's number.
      return deed.what().equals(sign) || deed.what().startsWith(sign + "#");
    }
  }
}
