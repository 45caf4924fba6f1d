package dev.lockstep.journal;

import dev.lockstep.device.Moment;
import dev.lockstep.transaction.Transition;
import java.time.Instant;

/**
 * A line of history as it lies on the disk, but for its place: not yet believed.
 *
 * @param run name of the run that took the moment
 */
record HistoryLine(
    long wallSecond,
    int wallNano,
    long ticks,
    String run,
    String event,
    int fromCode,
    int toCode,
    String who,
    String detail,
    int checksum) {

  @SuppressWarnings("JavaInstantGetSecondsGetNano") // the second stands beside it
  static HistoryLine of(Transition line) {
    HistoryLine unsealed =
        new HistoryLine(
            line.at().wall().getEpochSecond(),
            line.at().wall().getNano(),
            line.at().ticks(),
            line.at().run(),
            line.event(),
            StateCodec.code(line.from()),
            StateCodec.code(line.to()),
            line.who(),
            line.detail(),
            0);
    return unsealed.sealed();
  }

  private HistoryLine sealed() {
    return new HistoryLine(
        wallSecond,
        wallNano,
        ticks,
        run,
        event,
        fromCode,
        toCode,
        who,
        detail,
        checksumOfContent());
  }

  private int checksumOfContent() {
    return new Checksum()
        .with(wallSecond)
        .with(wallNano)
        .with(ticks)
        .with(run)
        .with(event)
        .with(fromCode)
        .with(toCode)
        .with(who)
        .with(detail)
        .value();
  }

  boolean sound() {
    return checksum == checksumOfContent();
  }

  /** The line; only where it is {@link #sound()}. */
  Transition read() {
    return new Transition(
        new Moment(Instant.ofEpochSecond(wallSecond, wallNano), ticks, run),
        event,
        StateCodec.name(fromCode),
        StateCodec.name(toCode),
        who,
        detail);
  }
}
