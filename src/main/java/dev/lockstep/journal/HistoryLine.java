package dev.lockstep.journal;

import dev.lockstep.device.Moment;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.Transition;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

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
    String principal,
    String address,
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
            line.requester().principal(),
            line.requester().address(),
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
        principal,
        address,
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
        .with(principal)
        .with(address)
        .with(detail)
        .value();
  }

  /**
   * By which a change of any part of it shows (SHA-256, in hex): its columns in their order, a line
   * feed between them, which no text in them holds.
   *
   * @param id of the transaction it belongs to
   */
  String digest(String id) {
    return AuditChain.sha256(
        String.join(
            "\n",
            id,
            Long.toString(wallSecond),
            Integer.toString(wallNano),
            Long.toString(ticks),
            run,
            event,
            Integer.toString(fromCode),
            Integer.toString(toCode),
            who,
            principal,
            address,
            detail));
  }

  /** When it was, by the wall clock; empty where what stands there is no time. */
  Optional<Instant> wall() {
    try {
      return Optional.of(Instant.ofEpochSecond(wallSecond, wallNano));
    } catch (DateTimeException | ArithmeticException damaged) {
      return Optional.empty();
    }
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
        new Requester(principal, address),
        detail);
  }
}
