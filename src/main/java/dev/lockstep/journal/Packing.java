package dev.lockstep.journal;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Bodies as they lie on the disk: JSON, made short where that makes it shorter. Two or three rows
 * share a page then, and pages are what wears flash.
 *
 * <p>Made short is JSON in ASCII in which one octet, of those that it has no use for, stands for
 * each of its {@link Words}. That takes a microsecond; a general compression with the same words in
 * its dictionary is no shorter and takes thirty.
 */
final class Packing {
  /** As it is. */
  static final int PLAIN = 1;

  /** With an octet for each of the words of its kind. */
  static final int PACKED = 2;

  private Packing() {}

  /**
   * What is written.
   *
   * @param format {@link #PLAIN} or {@link #PACKED}
   */
  @SuppressWarnings("ArrayRecordComponent") // handed through once, never compared
  record Body(int format, byte[] octets) {}

  /** The shorter of both forms; what is not in ASCII stays as it is. */
  static Body pack(Words words, byte[] json) {
    if (!isAscii(json)) {
      return new Body(PLAIN, json);
    }
    byte[] room = new byte[json.length];
    int length = 0;
    for (int at = 0; at < json.length; length++) {
      int number = words.longest(json, at);
      room[length] = number < 0 ? json[at] : Words.octet(number);
      at += number < 0 ? 1 : words.word(number).length;
    }
    return length < json.length
        ? new Body(PACKED, Arrays.copyOf(room, length))
        : new Body(PLAIN, json);
  }

  private static boolean isAscii(byte[] json) {
    for (byte octet : json) {
      if (Words.isFree(octet)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The JSON that was written.
   *
   * @throws IllegalArgumentException where the format is not known, or the octets are not in it
   */
  static byte[] unpack(Words words, int format, byte[] octets) {
    check(format);
    if (format == PLAIN) {
      return octets;
    }
    ByteArrayOutputStream json = new ByteArrayOutputStream(4 * octets.length);
    for (byte octet : octets) {
      if (Words.isFree(octet)) {
        json.writeBytes(words.word(Words.number(octet)));
      } else {
        json.write(octet);
      }
    }
    return json.toByteArray();
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
}
