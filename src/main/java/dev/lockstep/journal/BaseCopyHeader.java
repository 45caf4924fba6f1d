package dev.lockstep.journal;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What comes before the files of a base copy on their way to the standby. Whole numbers are
 * big-endian; each file is followed by its SHA-256.
 *
 * @param term the reign of who sends it
 */
record BaseCopyHeader(long term, List<Part> parts) {
  /** Octets of a digest behind a file. */
  static final int DIGEST = 32;

  /** "LSB" and the version of this form. */
  private static final int MARK = 0x4c534201;

  private static final int PARTS_MAX = 16;

  /** One database, and how many octets its file has. */
  record Part(ChangePosition at, long length) {}

  void write(DataOutputStream out) throws IOException {
    out.writeInt(MARK);
    out.writeLong(term);
    out.writeInt(parts.size());
    for (Part each : parts) {
      out.writeUTF(each.at().database());
      out.writeInt(each.at().schema());
      out.writeUTF(each.at().lineage());
      out.writeLong(each.at().term());
      out.writeLong(each.at().sequence());
      out.writeUTF(each.at().digest());
      out.writeLong(each.length());
    }
  }

  /**
   * Reads it back.
   *
   * @throws IOException also where it is none
   */
  static BaseCopyHeader read(DataInputStream in) throws IOException {
    if (in.readInt() != MARK) {
      throw new IOException(
          "not a base copy that this gateway reads: both PCs need the same version");
    }
    long term = in.readLong();
    int count = in.readInt();
    if (count < 1 || count > PARTS_MAX) {
      throw new IOException("a base copy of %d databases".formatted(count));
    }
    List<Part> parts = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      ChangePosition at =
          new ChangePosition(
              in.readUTF(), in.readInt(), in.readUTF(), in.readLong(), in.readLong(), in.readUTF());
      long length = in.readLong();
      if (length < 0) {
        throw new IOException("a base copy with a file of %d octets".formatted(length));
      }
      if (parts.stream().anyMatch(each -> each.at().database().equals(at.database()))) {
        throw new IOException("a base copy with two files for one database");
      }
      parts.add(new Part(at, length));
    }
    return new BaseCopyHeader(term, List.copyOf(parts));
  }
}
