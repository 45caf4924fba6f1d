package dev.lockstep.rest;

import java.io.IOException;
import java.io.OutputStream;

/** Port to what a supporter needs to know of this process. */
@FunctionalInterface
public interface SupportSource {
  /** What can be written of it. */
  interface SupportArchive {
    /** For example {@code lockstep-support-line-a-20261130T041500Z.zip}. */
    String fileName();

    /** Writes the archive (ZIP); what cannot be read is replaced by the reason. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Takes what depends on the caller now; the rest is read while it is written. */
  SupportArchive archive();
}
