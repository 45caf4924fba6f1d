package dev.lockstep.journal;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.sql.SQLException;

/** One file of a base copy, on its way to a place beside the database. */
record StagedCopy(ReplicaFile file, BaseCopyHeader.Part part) {
  private static final int CHUNK = 64 * 1024;

  /** Returns when it is there, is what was sent, and would survive a power cut. */
  void receive(DataInputStream in) throws IOException, SQLException, JournalUnavailableException {
    Path staged = file.staged();
    Files.deleteIfExists(staged);
    requireRoom();
    OwnerOnly.make(staged);
    MessageDigest digest = ChangeSetCodec.sha256();
    try (FileChannel out =
        FileChannel.open(staged, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      copy(in, out, digest);
      out.force(true);
    }
    byte[] said = new byte[BaseCopyHeader.DIGEST];
    in.readFully(said);
    if (!MessageDigest.isEqual(said, digest.digest())) {
      throw new IOException("its file for %s was altered on the way".formatted(file.path()));
    }
    ChangePosition found = BaseCopy.position(staged, part.at().database());
    if (!found.equals(part.at())) {
      throw new IOException(
          "its file for %s stands at %s, and is said to stand at %s"
              .formatted(file.path(), found, part.at()));
    }
  }

  private void copy(DataInputStream in, FileChannel out, MessageDigest digest) throws IOException {
    byte[] chunk = new byte[CHUNK];
    for (long at = 0; at < part.length(); ) {
      int read = in.read(chunk, 0, (int) Math.min(CHUNK, part.length() - at));
      if (read < 0) {
        throw new EOFException("it ended %d octets before its end".formatted(part.length() - at));
      }
      digest.update(chunk, 0, read);
      for (ByteBuffer octets = ByteBuffer.wrap(chunk, 0, read); octets.hasRemaining(); ) {
        at += out.write(octets, at);
      }
    }
  }

  private void requireRoom() throws IOException, JournalUnavailableException {
    long wanted = part.length() + file.reserve();
    long free = file.disk().usableBytes(file.path());
    if (free < wanted) {
      throw new JournalUnavailableException(
          "the base copy was not taken: the disk of %s has %d MiB free, and %d MiB are wanted; make room"
              .formatted(file.path(), free >> 20, (wanted >> 20) + 1));
    }
  }
}
