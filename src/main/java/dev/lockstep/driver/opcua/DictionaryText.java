package dev.lockstep.driver.opcua;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The octets of a type dictionary as text: by their byte order mark, or else by what the XML
 * declaration says. The JDK's parser would do it too, and print each fault to the error stream.
 */
final class DictionaryText {
  private static final Pattern DECLARED =
      Pattern.compile("^<\\?xml[^>]{0,100}?encoding\\s{0,9}=\\s{0,9}[\"']([A-Za-z0-9._-]{1,40})");

  /** The XML declaration stands in so many octets. */
  private static final int BEGINNING = 200;

  private static final char MARK = '\uFEFF';

  private DictionaryText() {}

  static String of(byte[] octets) throws BinarySchemaException {
    int length = octets.length;
    Charset charset = charset(octets);
    if (charset.equals(StandardCharsets.UTF_8)) {
      // Some servers give the text as a program in C has it, with its zero.
      while (length > 0 && octets[length - 1] == 0) {
        length--;
      }
    }
    String text = decoded(ByteBuffer.wrap(octets, 0, length), charset);
    String unmarked = !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
    if (unmarked.isBlank()) {
      throw new BinarySchemaException("it is empty");
    }
    return unmarked;
  }

  private static Charset charset(byte[] octets) throws BinarySchemaException {
    int first = octets.length < 2 ? 0 : ((octets[0] & 0xFF) << 8) | (octets[1] & 0xFF);
    switch (first) {
      case 0xFEFF, 0x003C -> {
        return StandardCharsets.UTF_16BE;
      }
      case 0xFFFE, 0x3C00 -> {
        return StandardCharsets.UTF_16LE;
      }
      default -> {}
    }
    int beginning = Math.min(octets.length, BEGINNING);
    Matcher declared =
        DECLARED.matcher(new String(octets, 0, beginning, StandardCharsets.ISO_8859_1));
    if (!declared.find() || declared.group(1).regionMatches(true, 0, "utf-16", 0, 6)) {
      // What says to be UTF-16 and was read so far is not.
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(declared.group(1));
    } catch (IllegalArgumentException unknown) {
      throw new BinarySchemaException(
          "it is in the encoding %s, which is not known".formatted(declared.group(1)));
    }
  }

  private static String decoded(ByteBuffer octets, Charset charset) throws BinarySchemaException {
    CharsetDecoder decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer text =
        CharBuffer.allocate((int) (octets.remaining() * decoder.maxCharsPerByte()) + 1);
    CoderResult result = decoder.decode(octets, text, true);
    if (result.isError()) {
      String why = "it is no text in %s, at octet %d";
      throw new BinarySchemaException(why.formatted(charset.name(), octets.position()));
    }
    return text.flip().toString();
  }
}
