package dev.lockstep.standby.link;

import dev.lockstep.standby.CopyPosition;
import dev.lockstep.standby.PeerAnswer;
import dev.lockstep.standby.PeerCaller;
import dev.lockstep.standby.PeerRequest;
import dev.lockstep.standby.PersonWord;
import dev.lockstep.standby.Reigns;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what {@link MessageWriter} has written: all of it, or nothing. */
final class MessageReader {
  private static final int TEXT_MAX = 16_384;
  private static final int ENTRIES_MAX = 1_024;
  private static final int FRAMES_MAX = 65_536;

  private final ByteBuffer in;

  private MessageReader(byte[] octets) {
    in = ByteBuffer.wrap(octets);
  }

  static PeerRequest request(byte[] octets) throws MalformedMessageException {
    MessageReader reader = new MessageReader(octets);
    try {
      MessageKind kind = reader.kind();
      return reader.whole(reader.request(kind, reader.caller()));
    } catch (BufferUnderflowException cut) {
      throw new MalformedMessageException("it ends too early");
    }
  }

  static PeerAnswer answer(byte[] octets) throws MalformedMessageException {
    MessageReader reader = new MessageReader(octets);
    try {
      return reader.whole(reader.answer(reader.kind()));
    } catch (BufferUnderflowException cut) {
      throw new MalformedMessageException("it ends too early");
    }
  }

  private <T> T whole(T read) throws MalformedMessageException {
    if (in.hasRemaining()) {
      throw new MalformedMessageException("%d octets are left over".formatted(in.remaining()));
    }
    return read;
  }

  private MessageKind kind() throws MalformedMessageException {
    if (in.getInt() != MessageWriter.MARK) {
      throw new MalformedMessageException("it begins with other octets");
    }
    return constant(MessageKind.values());
  }

  private PeerRequest request(MessageKind kind, PeerCaller caller)
      throws MalformedMessageException {
    return switch (kind) {
      case HELLO -> new PeerRequest.Hello(caller, reigns());
      case LEASE_CLAIM ->
          new PeerRequest.LeaseClaim(caller, in.getLong(), in.getLong(), reigns(), position());
      case LEASE_RENEWAL -> new PeerRequest.LeaseRenewal(caller, in.getLong());
      case SUPPLY_BEGIN ->
          new PeerRequest.SupplyBegin(caller, in.getLong(), in.getLong(), in.getLong());
      case CHANGE_SET_BATCH ->
          new PeerRequest.ChangeSetBatch(caller, in.getLong(), in.getLong(), frames());
      case BASE_COPY_BEGIN ->
          new PeerRequest.BaseCopyBegin(caller, in.getLong(), in.getLong(), databases());
      case BASE_COPY_PART ->
          new PeerRequest.BaseCopyPart(
              caller, in.getLong(), in.getLong(), text(), in.getLong(), bytes(in.remaining()));
      case BASE_COPY_END ->
          new PeerRequest.BaseCopyEnd(caller, in.getLong(), in.getLong(), position());
      case IN_SYNC_NOTICE ->
          new PeerRequest.InSyncNotice(caller, in.getLong(), in.getLong(), in.getLong(), reigns());
      case STEP_DOWN_REQUEST -> new PeerRequest.StepDownRequest(caller, in.getLong(), word());
      case HAND_OVER -> new PeerRequest.HandOver(caller, in.getLong(), word());
      case LEAVE -> new PeerRequest.Leave(caller, in.getLong());
      case STANDING, GRANTED, REFUSED, CONFIRMED, COPY_WANTED, TAKEN, SILENT, SUPPLY_TAKEN ->
          throw new MalformedMessageException(kind + " is no request");
    };
  }

  private PeerAnswer answer(MessageKind kind) throws MalformedMessageException {
    return switch (kind) {
      case STANDING ->
          new PeerAnswer.Standing(caller(), constant(PeerAnswer.Role.values()), reigns());
      case GRANTED -> new PeerAnswer.Granted(caller(), in.getLong(), flag());
      case REFUSED ->
          new PeerAnswer.Refused(caller(), constant(PeerAnswer.Refused.Reason.values()));
      case CONFIRMED -> new PeerAnswer.Confirmed(caller(), position());
      case COPY_WANTED -> new PeerAnswer.CopyWanted(caller(), text());
      case TAKEN -> new PeerAnswer.Taken(caller());
      case SILENT -> new PeerAnswer.Silent(text());
      case SUPPLY_TAKEN -> new PeerAnswer.SupplyTaken(caller(), position(), in.getLong());
      case HELLO,
          LEASE_CLAIM,
          LEASE_RENEWAL,
          SUPPLY_BEGIN,
          CHANGE_SET_BATCH,
          BASE_COPY_BEGIN,
          BASE_COPY_PART,
          BASE_COPY_END,
          IN_SYNC_NOTICE,
          STEP_DOWN_REQUEST,
          HAND_OVER,
          LEAVE ->
          throw new MalformedMessageException(kind + " is no answer");
    };
  }

  private PeerCaller caller() throws MalformedMessageException {
    return new PeerCaller(text(), text(), in.getLong(), in.getLong());
  }

  private Reigns reigns() throws MalformedMessageException {
    return new Reigns(numbers());
  }

  private CopyPosition position() throws MalformedMessageException {
    return new CopyPosition(numbers());
  }

  private PersonWord word() throws MalformedMessageException {
    return new PersonWord(constant(PersonWord.Kind.values()), flag(), text(), text());
  }

  private List<PeerRequest.ChangeFrame> frames() throws MalformedMessageException {
    int count = count(FRAMES_MAX);
    List<PeerRequest.ChangeFrame> frames = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      frames.add(new PeerRequest.ChangeFrame(text(), in.getLong(), bytes(in.remaining())));
    }
    return frames;
  }

  private List<PeerRequest.CopiedDatabase> databases() throws MalformedMessageException {
    int count = count(ENTRIES_MAX);
    List<PeerRequest.CopiedDatabase> databases = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      databases.add(new PeerRequest.CopiedDatabase(text(), in.getLong()));
    }
    return databases;
  }

  private Map<String, Long> numbers() throws MalformedMessageException {
    int count = count(ENTRIES_MAX);
    Map<String, Long> numbers = new HashMap<>();
    for (int n = 0; n < count; n++) {
      numbers.put(text(), in.getLong());
    }
    return numbers;
  }

  private int count(int most) throws MalformedMessageException {
    int count = in.getInt();
    if (count < 0 || count > most) {
      throw new MalformedMessageException("%d entries".formatted(count));
    }
    return count;
  }

  private boolean flag() throws MalformedMessageException {
    return switch (in.get()) {
      case 0 -> false;
      case 1 -> true;
      default -> throw new MalformedMessageException("a flag that is neither");
    };
  }

  private <E extends Enum<E>> E constant(E[] values) throws MalformedMessageException {
    String name = text();
    for (E each : values) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    throw new MalformedMessageException("the word \"%.40s\" is not known here".formatted(name));
  }

  private String text() throws MalformedMessageException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes(TEXT_MAX)))
          .toString();
    } catch (CharacterCodingException other) {
      throw new MalformedMessageException("a text is not in UTF-8");
    }
  }

  private byte[] bytes(int most) throws MalformedMessageException {
    int length = in.getInt();
    if (length < 0 || length > most || length > in.remaining()) {
      throw new MalformedMessageException("a member of %d octets".formatted(length));
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
