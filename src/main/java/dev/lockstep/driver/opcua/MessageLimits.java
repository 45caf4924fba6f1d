package dev.lockstep.driver.opcua;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.encoding.DefaultEncodingContext;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.XmlElement;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UByte;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UShort;
import org.jspecify.annotations.Nullable;

/**
 * How much one request may hold: what the server acknowledged when the connection was opened (OPC
 * 10000-6, 7.1.2.4), and what this client takes, because what is written is read back. A value that
 * no message can hold is refused before the vote (ARCHITECTURE, P11).
 *
 * @param octets of all values of one request together
 */
record MessageLimits(long octets) {
  private static final AttributeKey<MessageLimits> KEY =
      AttributeKey.valueOf(MessageLimits.class, "acknowledged");

  /** What a message has beside the values: headers, node ids, signature and padding. */
  private static final int BESIDE = 4_096;

  /** The same of each chunk. */
  private static final int CHUNK_BESIDE = 1_024;

  /** The most that a value of a fixed size has on the wire, a Guid with its type. */
  private static final int FIXED = 17;

  private static final long OWN =
      DefaultEncodingContext.INSTANCE.getEncodingLimits().getMaxMessageSize();

  /** Reads what the server acknowledges, and leaves it to the next handler. */
  static final class Acknowledged extends ChannelInboundHandlerAdapter {
    private static final int LENGTH = 28;
    private static final int RECEIVE_BUFFER = 12;
    private static final int MESSAGE_MAX = 20;
    private static final int CHUNKS_MAX = 24;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof ByteBuf buffer
          && buffer.readableBytes() >= LENGTH
          && buffer.getMedium(buffer.readerIndex()) == 0x41434B) {
        int start = buffer.readerIndex();
        long buffered = buffer.getUnsignedIntLE(start + RECEIVE_BUFFER);
        long most = buffer.getUnsignedIntLE(start + MESSAGE_MAX);
        long chunks = buffer.getUnsignedIntLE(start + CHUNKS_MAX);
        context.channel().attr(KEY).set(MessageLimits.of(buffered, most, chunks));
      }
      context.fireChannelRead(message);
      context.pipeline().remove(this);
    }
  }

  /** Zero is no limit, as in the message. */
  static MessageLimits of(long buffered, long message, long chunks) {
    long ofMessage = message == 0 ? OWN : Math.min(message, OWN);
    long ofChunks = chunks == 0 ? OWN : chunks * Math.max(0, buffered - CHUNK_BESIDE);
    return new MessageLimits(Math.max(0, Math.min(ofMessage, ofChunks) - BESIDE));
  }

  /** The limits of a connection. */
  static MessageLimits of(Channel channel) {
    MessageLimits known = channel.attr(KEY).get();
    return known == null ? of(0, 0, 0) : known;
  }

  /** Why these values cannot go in one request; empty where they can. */
  Optional<String> misfit(Variant... values) {
    long size = Arrays.stream(values).mapToLong(each -> size(each.value())).sum();
    String detail = "it has %d octets, and a message between the gateway and the server holds %d";
    return size > octets ? Optional.of(detail.formatted(size, octets)) : Optional.empty();
  }

  /** How many octets a value has on the wire, or a few more. */
  static long size(@Nullable Object raw) {
    if (raw != null && ValueConversion.isArray(raw)) {
      Object elements = ValueConversion.elementsOf(raw);
      long size = FIXED;
      for (int each = 0; each < Array.getLength(elements); each++) {
        size += size(Array.get(elements, each));
      }
      return size;
    }
    return switch (raw) {
      case String text -> FIXED + text.getBytes(StandardCharsets.UTF_8).length;
      case ByteString octets -> FIXED + octets.length();
      case LocalizedText text -> FIXED + size(text.text()) + size(text.locale());
      case XmlElement xml -> size(xml.fragment());
      case ExtensionObject object -> FIXED + size(object.getBody());
      case Boolean flag -> 1;
      case Byte number -> 1;
      case UByte number -> 1;
      case Short number -> Short.BYTES;
      case UShort number -> Short.BYTES;
      case Integer number -> Integer.BYTES;
      case UInteger number -> Integer.BYTES;
      case Float number -> Float.BYTES;
      case Number number -> Long.BYTES;
      case null, default -> FIXED;
    };
  }
}
