package dev.lockstep.standby;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Port: a register with compare-and-set, common to both PCs, that survives any of them. */
public interface LeaseRegister {
  /** The version to write where there is no record yet. */
  int ABSENT = -1;

  /** Reads as it was when this was called, or later. Ends in bounded time; never throws. */
  CompletableFuture<Read> read();

  /** Replaces the record where its version is this. Ends in bounded time; never throws. */
  CompletableFuture<Written> write(LeaseRecord next, int version);

  /** What a read came to. */
  sealed interface Read {
    /**
     * It stands so.
     *
     * @param record empty: there is none yet
     * @param version {@link #ABSENT} where there is none
     */
    record Known(Optional<LeaseRecord> record, int version) implements Read {}

    /** No answer that counts; or a content that is not this line's, which needs a person. */
    record NotKnown(String why) implements Read {}
  }

  /** What a write came to. */
  sealed interface Written {
    /** It stands, under that version. */
    record Done(int version) implements Written {}

    /** Another one was written since; nothing was done. */
    record OtherVersion() implements Written {}

    /** It may have been done, and may be done yet: to be read back. */
    record NotKnown(String why) implements Written {}
  }
}
