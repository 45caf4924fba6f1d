package dev.lockstep.packages;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** What a package brings to one place. All belongs to root: set-up makes what the gateway owns. */
sealed interface PackageEntry {
  /** Absolute. */
  String path();

  /** A folder, 0755. */
  record Folder(String path) implements PackageEntry {}

  /** A symbolic link. */
  record Link(String path, String target) implements PackageEntry {}

  /** A file that is made for the package. */
  sealed interface Content extends PackageEntry {
    /** Whole. */
    byte[] bytes() throws IOException;

    /** Its permissions. */
    int mode();

    /** Whether a person may change it, and an update leaves it so. */
    boolean configuration();
  }

  /** A text as it stands, UTF-8. */
  record Text(String path, String content, int mode, boolean configuration) implements Content {
    @Override
    public byte[] bytes() {
      return content.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** A text that is packed by gzip, as Debian's policy has what people read (12.3). */
  record Packed(String path, String content) implements Content {
    /** Where gzip's head says how much it has tried (RFC 1952, XFL); Java leaves it out. */
    private static final int EXTRA_FLAGS = 8;

    private static final byte SLOWEST = 2;

    @Override
    public byte[] bytes() throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (GZIPOutputStream packed = new BestCompression(bytes)) {
        packed.write(content.getBytes(StandardCharsets.UTF_8));
      }
      byte[] whole = bytes.toByteArray();
      whole[EXTRA_FLAGS] = SLOWEST;
      return whole;
    }

    @Override
    public int mode() {
      return 0644;
    }

    @Override
    public boolean configuration() {
      return false;
    }

    private static final class BestCompression extends GZIPOutputStream {
      BestCompression(ByteArrayOutputStream to) throws IOException {
        super(to);
        def.setLevel(Deflater.BEST_COMPRESSION);
      }
    }
  }

  /** A file of the distribution, as it lies there. */
  record Copy(String path, Path source, int mode) implements PackageEntry {
    static Copy of(String path, Path source) {
      boolean program = Files.isExecutable(source) && !source.toString().endsWith(".jar");
      return new Copy(path, source, program ? 0755 : 0644);
    }
  }
}
