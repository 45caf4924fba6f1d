package dev.lockstep.journal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Copies of all databases of a gateway, taken while they are written to, for a standby to begin
 * with. To be closed, which takes the files away.
 */
public final class BaseCopy implements AutoCloseable {
  private BaseCopy() {}

  /**
   * A database to be copied.
   *
   * @param database its name, as {@link ChangePosition#database}
   */
  public record Source(String database, Path file) {}

  /**
   * Takes the copies, beside the databases. Change sets have to be kept from before this call on:
   * {@link ChangeBuffer}.
   *
   * @param sources in the order in which they are copied: what follows another file comes before it
   * @param roomLeft octets of disk that stay free: the journal needs them for outcomes
   * @throws JournalUnavailableException where one could not be made; the message says what to do
   */
  public static BaseCopy take(List<Source> sources, long roomLeft)
      throws JournalUnavailableException {
    throw new UnsupportedOperationException();
  }

  /** Where each copy stands: its change sets behind that follow on it. */
  public List<ChangePosition> positions() {
    throw new UnsupportedOperationException();
  }

  /** How many octets {@link #writeTo} writes. */
  public long length() {
    throw new UnsupportedOperationException();
  }

  /**
   * Writes everything that {@link Replica#receive} reads. May be repeated.
   *
   * @param out not closed
   */
  public void writeTo(OutputStream out) throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
