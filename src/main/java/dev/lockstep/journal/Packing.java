package dev.lockstep.journal;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Bodies as they lie on the disk: JSON, made short where that makes it shorter. Two or three rows
 * share a page then, and pages are what wears flash.
 *
 * <p>Made short is raw deflate (RFC 1951) with a preset dictionary of what nearly every body says.
 * It has no checksum of its own: the row has one, over what lies on the disk, checked before.
 *
 * <p>One packs for one thread, the journal's; unpacking is for all.
 */
final class Packing implements AutoCloseable {
  /** As it is. */
  static final int PLAIN = 1;

  /** Deflated with the {@link Words} of its kind. */
  static final int PACKED = 2;

  /** Each holds native memory; more than these are made when they are needed, and ended. */
  private static final BlockingQueue<Inflater> INFLATERS = new ArrayBlockingQueue<>(4);

  /** Lower ones are a tenth longer and no quicker: what takes the time is to learn the words. */
  private static final int LEVEL = 4;

  /** Shorter ones would not fill a page less. */
  private static final int WORTH_IT = 64;

  private final Words words;
  private final Deflater deflater = new Deflater(LEVEL, true);

  /**
   * What is written.
   *
   * @param format {@link #PLAIN} or {@link #PACKED}
   */
  @SuppressWarnings("ArrayRecordComponent") // handed through once, never compared
  record Body(int format, byte[] octets) {}

  /** For bodies of this kind. */
  Packing(Words words) {
    this.words = words;
  }

  /** The shorter of both forms. */
  Body pack(byte[] json) {
    if (json.length < WORTH_IT) {
      return new Body(PLAIN, json);
    }
    deflater.reset();
    deflater.setDictionary(words.octets());
    deflater.setInput(json);
    deflater.finish();
    byte[] room = new byte[json.length];
    int length = deflater.deflate(room);
    if (!deflater.finished() || length >= json.length) {
      return new Body(PLAIN, json);
    }
    byte[] octets = new byte[length];
    System.arraycopy(room, 0, octets, 0, length);
    return new Body(PACKED, octets);
  }

  /**
   * The JSON that was written.
   *
   * @throws IllegalArgumentException where the format is not known, or the octets are not in it
   */
  static byte[] unpack(Words words, int format, byte[] octets) {
    check(format);
    return format == PACKED ? inflated(words, octets) : octets;
  }

  /**
   * To be asked before a checksum: another version may reckon it otherwise.
   *
   * @throws IllegalArgumentException where the format is not known
   */
  static void check(int format) {
    if (format != PLAIN && format != PACKED) {
      throw new IllegalArgumentException(
          "it is in format %d, this version reads %d and %d".formatted(format, PLAIN, PACKED));
    }
  }

  private static byte[] inflated(Words words, byte[] octets) {
    Inflater pooled = INFLATERS.poll();
    Inflater inflater = pooled == null ? new Inflater(true) : pooled;
    try {
      inflater.setDictionary(words.octets());
      inflater.setInput(octets);
      return everythingOf(inflater, octets.length);
    } catch (DataFormatException malformed) {
      throw new IllegalArgumentException("its body cannot be unpacked", malformed);
    } finally {
      inflater.reset();
      if (!INFLATERS.offer(inflater)) {
        inflater.end();
      }
    }
  }

  private static byte[] everythingOf(Inflater inflater, int packed) throws DataFormatException {
    byte[] piece = new byte[Math.max(512, 4 * packed)];
    ByteArrayOutputStream json = new ByteArrayOutputStream(piece.length);
    while (!inflater.finished()) {
      int length = inflater.inflate(piece);
      if (length == 0 && !inflater.finished()) {
        throw new DataFormatException("cut short");
      }
      json.write(piece, 0, length);
    }
    if (inflater.getRemaining() > 0) {
      throw new DataFormatException("more than one");
    }
    return json.toByteArray();
  }

  @Override
  public void close() {
    deflater.end();
  }
}
