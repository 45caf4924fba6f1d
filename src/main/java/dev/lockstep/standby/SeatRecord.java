package dev.lockstep.standby;

/**
 * What a PC keeps durably of its seat.
 *
 * @param line the line's name, the same on both PCs
 * @param self this PC's name in the line
 * @param peer the other one's
 * @param run number of this start of the process: grows with each start, so that messages of an
 *     earlier start are known
 * @param term highest term that was taken here or granted to the other; 0: none. It never shrinks
 * @param reigns which reigns the records on this PC contain
 * @param inSyncTerm term in which this PC last had everything that was acknowledged; 0: never
 */
public record SeatRecord(
    String line, String self, String peer, long run, long term, Reigns reigns, long inSyncTerm) {

  /** Of a PC that has never been in a line. */
  public static SeatRecord fresh(String line, String self, String peer) {
    return new SeatRecord(line, self, peer, 0, 0, Reigns.NONE, 0);
  }

  SeatRecord withRun(long next) {
    return new SeatRecord(line, self, peer, next, term, reigns, inSyncTerm);
  }

  SeatRecord withTerm(long next) {
    return new SeatRecord(line, self, peer, run, Math.max(term, next), reigns, inSyncTerm);
  }

  SeatRecord withReigns(Reigns next) {
    return new SeatRecord(line, self, peer, run, term, next, inSyncTerm);
  }

  SeatRecord inSync(long of) {
    return new SeatRecord(line, self, peer, run, term, reigns, of);
  }

  /** This PC begins a reign. */
  SeatRecord reigning(long next) {
    return withTerm(next).withReigns(reigns.with(self, next)).inSync(next);
  }

  /** As this PC names itself in messages. */
  public PeerCaller caller() {
    return new PeerCaller(line, self, run, term);
  }
}
