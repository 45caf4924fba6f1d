package dev.lockstep.standby.link;

import dev.lockstep.standby.CopyPosition;
import dev.lockstep.standby.PeerAnswer;
import dev.lockstep.standby.PeerCaller;
import dev.lockstep.standby.PeerRequest;
import dev.lockstep.standby.PersonWord;
import dev.lockstep.standby.Reigns;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The wire form of a message: a mark of its version, its {@link MessageKind}, and its members in
 * their order. Whole numbers are big-endian; texts and octets have their length before them. {@link
 * MessageReader} reads it.
 */
final class MessageWriter {
  /** "LSP" and the version of this form. */
  static final int MARK = 0x4c535001;

  private final ByteArrayOutputStream octets = new ByteArrayOutputStream(1024);
  private final DataOutputStream out = new DataOutputStream(octets);

  private MessageWriter() {}

  static byte[] of(PeerRequest request) {
    try {
      MessageWriter writer = new MessageWriter();
      writer.begin(MessageKind.of(request));
      writer.write(request.caller());
      writer.write(request);
      return writer.octets.toByteArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  static byte[] of(PeerAnswer answer) {
    try {
      MessageWriter writer = new MessageWriter();
      writer.begin(MessageKind.of(answer));
      writer.write(answer);
      return writer.octets.toByteArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private void begin(MessageKind kind) throws IOException {
    out.writeInt(MARK);
    word(kind);
  }

  private void write(PeerRequest request) throws IOException {
    switch (request) {
      case PeerRequest.Hello hello -> write(hello.reigns());
      case PeerRequest.LeaseClaim claim -> {
        out.writeLong(claim.to());
        out.writeLong(claim.term());
        write(claim.reigns());
        write(claim.position());
      }
      case PeerRequest.LeaseRenewal renewal -> out.writeLong(renewal.term());
      case PeerRequest.SupplyBegin supply -> {
        out.writeLong(supply.to());
        round(supply.term(), supply.round());
      }
      case PeerRequest.ChangeSetBatch batch -> {
        round(batch.term(), batch.round());
        out.writeInt(batch.frames().size());
        for (PeerRequest.ChangeFrame each : batch.frames()) {
          text(each.database());
          out.writeLong(each.sequence());
          bytes(each.bytes());
        }
      }
      case PeerRequest.BaseCopyBegin copy -> {
        round(copy.term(), copy.round());
        out.writeInt(copy.octets().size());
        for (PeerRequest.CopiedDatabase each : copy.octets()) {
          text(each.database());
          out.writeLong(each.octets());
        }
      }
      case PeerRequest.BaseCopyPart part -> {
        round(part.term(), part.round());
        text(part.database());
        out.writeLong(part.offset());
        bytes(part.bytes());
      }
      case PeerRequest.BaseCopyEnd end -> {
        round(end.term(), end.round());
        write(end.position());
      }
      case PeerRequest.InSyncNotice notice -> {
        out.writeLong(notice.to());
        round(notice.term(), notice.round());
        write(notice.reigns());
      }
      case PeerRequest.StepDownRequest step -> {
        out.writeLong(step.term());
        write(step.word());
      }
      case PeerRequest.HandOver over -> {
        out.writeLong(over.term());
        write(over.word());
      }
      case PeerRequest.Leave leave -> out.writeLong(leave.term());
    }
  }

  private void write(PeerAnswer answer) throws IOException {
    switch (answer) {
      case PeerAnswer.Standing standing -> {
        write(standing.by());
        word(standing.role());
        write(standing.reigns());
      }
      case PeerAnswer.Granted granted -> {
        write(granted.by());
        out.writeLong(granted.term());
        out.writeBoolean(granted.inSync());
      }
      case PeerAnswer.Refused refused -> {
        write(refused.by());
        word(refused.reason());
      }
      case PeerAnswer.Confirmed confirmed -> {
        write(confirmed.by());
        write(confirmed.position());
      }
      case PeerAnswer.CopyWanted wanted -> {
        write(wanted.by());
        text(wanted.why());
      }
      case PeerAnswer.Taken taken -> write(taken.by());
      case PeerAnswer.Silent silent -> text(silent.why());
      case PeerAnswer.SupplyTaken taken -> {
        write(taken.by());
        write(taken.position());
        out.writeLong(taken.inSyncTerm());
      }
    }
  }

  private void round(long term, long round) throws IOException {
    out.writeLong(term);
    out.writeLong(round);
  }

  private void write(PeerCaller caller) throws IOException {
    text(caller.line());
    text(caller.pc());
    out.writeLong(caller.run());
    out.writeLong(caller.term());
  }

  private void write(Reigns reigns) throws IOException {
    numbers(reigns.last());
  }

  private void write(CopyPosition position) throws IOException {
    numbers(position.sequences());
  }

  private void write(PersonWord word) throws IOException {
    word(word.kind());
    out.writeBoolean(word.acceptLoss());
    text(word.principal());
    text(word.reason());
  }

  private void numbers(Map<String, Long> numbers) throws IOException {
    out.writeInt(numbers.size());
    for (Map.Entry<String, Long> each : new TreeMap<>(numbers).entrySet()) {
      text(each.getKey());
      out.writeLong(each.getValue());
    }
  }

  /** By its name: what is added to an enumeration later changes no number. */
  private void word(Enum<?> word) throws IOException {
    text(word.name());
  }

  private void text(String text) throws IOException {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private void bytes(byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
