package dev.lockstep.app.standby;

import dev.lockstep.app.config.Settings;
import dev.lockstep.journal.BaseCopy;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.standby.PeerAnswer;
import dev.lockstep.standby.PeerRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import org.jboss.logging.Logger;

/** Sends a base copy of all databases, part by part. */
final class BaseCopySender {
  private static final Logger LOG = Logger.getLogger(BaseCopySender.class);
  private static final int PART = 1 << 20;
  private static final String NAME = "base";

  private final LineSeat line;
  private final Settings settings;

  BaseCopySender(LineSeat line, Settings settings) {
    this.line = line;
    this.settings = settings;
  }

  /** The other PC did not take a part. */
  private static final class PartRefusedException extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient PeerAnswer answer;

    PartRefusedException(PeerAnswer answer) {
      this.answer = answer;
    }
  }

  /**
   * Takes a copy and sends it.
   *
   * @return the answer to its end, or to the part that was not taken
   * @throws JournalUnavailableException where none could be taken
   */
  PeerAnswer send(long term, long round) throws JournalUnavailableException {
    long reserve = settings.config().journal().reserve().count();
    try (BaseCopy copy = BaseCopy.take(LineDatabases.sources(settings), term, reserve)) {
      LOG.infof("standby: a copy of all databases is sent, %d KiB", copy.length() >> 10);
      PeerRequest.CopiedDatabase whole = new PeerRequest.CopiedDatabase(NAME, copy.length());
      PeerAnswer begun =
          line.asked(new PeerRequest.BaseCopyBegin(line.caller(), term, round, List.of(whole)));
      if (!(begun instanceof PeerAnswer.Taken)) {
        return begun;
      }
      try (Parts parts = new Parts(term, round)) {
        copy.writeTo(parts);
      }
      return line.asked(
          new PeerRequest.BaseCopyEnd(line.caller(), term, round, Positions.of(copy.positions())));
    } catch (PartRefusedException refused) {
      return refused.answer;
    } catch (IOException fault) {
      throw new JournalUnavailableException("a copy for the standby cannot be read", fault);
    }
  }

  /** Cuts what is written into parts, and sends each. */
  private final class Parts extends OutputStream {
    private final long term;
    private final long round;
    private final byte[] part = new byte[PART];
    private int filled;
    private long offset;

    Parts(long term, long round) {
      this.term = term;
      this.round = round;
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int from, int length) throws IOException {
      int at = from;
      int left = length;
      while (left > 0) {
        int taken = Math.min(left, PART - filled);
        System.arraycopy(octets, at, part, filled, taken);
        filled += taken;
        at += taken;
        left -= taken;
        if (filled == PART) {
          send();
        }
      }
    }

    private void send() throws IOException {
      byte[] octets = Arrays.copyOf(part, filled);
      filled = 0; // also where it is refused: it is not sent again
      PeerAnswer answer =
          line.asked(
              new PeerRequest.BaseCopyPart(line.caller(), term, round, NAME, offset, octets));
      if (!(answer instanceof PeerAnswer.Taken)) {
        throw new PartRefusedException(answer);
      }
      offset += octets.length;
    }

    @Override
    public void close() throws IOException {
      if (filled > 0) {
        send();
      }
    }
  }
}
