package dev.lockstep.driver.opcua;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * One message of an unsecured channel, as it is on the wire (OPC 10000-6, 6.7.2): header of 24
 * octets, then the type of what it carries as a four-byte node id.
 */
final class Packet {
  static final int READ_RESPONSE = 634;
  static final int WRITE_REQUEST = 673;
  static final int WRITE_RESPONSE = 676;
  static final int CALL_REQUEST = 712;
  static final int CALL_RESPONSE = 715;
  static final int CREATE_SESSION_RESPONSE = 464;
  static final int ACTIVATE_SESSION_RESPONSE = 470;

  private static final int SERVICE_FAULT = 397;
  private static final int SIZE = 4;
  private static final int SEQUENCE = 16;
  private static final int REQUEST = 20;
  private static final int TYPE = 26;
  private static final int BODY = 28;
  private static final int SERVICE_RESULT = BODY + 8 + 4;

  private final byte[] octets;

  Packet(byte[] octets) {
    this.octets = octets;
  }

  byte[] octets() {
    return octets;
  }

  boolean is(int type) {
    boolean message = octets[0] == 'M' && octets[1] == 'S' && octets[2] == 'G';
    return message && octets.length > BODY && buffer().getShort(TYPE) == type;
  }

  int request() {
    return buffer().getInt(REQUEST);
  }

  Packet forRequest(int request) {
    return with(copy -> copy.putInt(REQUEST, request));
  }

  /** Later in the channel's sequence by so much. */
  Packet later(int by) {
    return with(copy -> copy.putInt(SEQUENCE, copy.getInt(SEQUENCE) + by));
  }

  /** The same request answered with a service fault. */
  Packet fault(long status) {
    // No diagnostics, no strings, no additional header.
    byte[] rest = {0, -1, -1, -1, -1, 0, 0, 0};
    byte[] whole = Arrays.copyOf(octets, SERVICE_RESULT + 4 + rest.length);
    ByteBuffer buffer = new Packet(whole).buffer();
    buffer.putInt(SIZE, whole.length);
    buffer.putShort(TYPE, (short) SERVICE_FAULT);
    buffer.putInt(SERVICE_RESULT, (int) status);
    buffer.put(SERVICE_RESULT + 4, rest);
    return new Packet(whole);
  }

  /** What it carries is no message of the standard any more. */
  Packet garbled() {
    byte[] copy = octets.clone();
    Arrays.fill(copy, BODY, copy.length, (byte) 0xFF);
    return new Packet(copy);
  }

  private Packet with(Consumer<ByteBuffer> change) {
    Packet copy = new Packet(octets.clone());
    change.accept(copy.buffer());
    return copy;
  }

  private ByteBuffer buffer() {
    return ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
  }
}
