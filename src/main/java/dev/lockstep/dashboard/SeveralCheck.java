package dev.lockstep.dashboard;

import java.util.List;

/**
 * What the devices of the chosen transactions show at this moment, and the form behind it.
 *
 * @param missing chosen ones that do not wait for this any more
 */
record SeveralCheck(
    Act act,
    String consequence,
    List<Chosen> chosen,
    List<String> missing,
    TimeText readAt,
    String token,
    ActForm.Typed typed) {
  /** One that was chosen. */
  record Chosen(WaitingRow row, List<NowReading> readings, int more) {}

  SeveralCheck {
    chosen = List.copyOf(chosen);
    missing = List.copyOf(missing);
  }

  public int number() {
    return chosen.size();
  }
}
