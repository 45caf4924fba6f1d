package dev.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.jute.BinaryOutputArchive;
import org.apache.jute.Record;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.server.Request;
import org.apache.zookeeper.server.persistence.FileTxnLog;
import org.apache.zookeeper.txn.CreateTxn;
import org.apache.zookeeper.txn.DeleteTxn;
import org.apache.zookeeper.txn.ErrorTxn;
import org.apache.zookeeper.txn.MultiTxn;
import org.apache.zookeeper.txn.SetDataTxn;
import org.apache.zookeeper.txn.Txn;
import org.apache.zookeeper.txn.TxnHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnsembleWritesTest {
  @TempDir private Path folder;
  private int last;

  @Test
  void writesOfEachCoordinationAreCountedByWhereTheyGo() throws IOException {
    write(
        List.of(
            created("/plant/tx"),
            created("/plant/tx/0a"),
            created("/plant/open/0a/t-1"),
            created("/plant/tx/0a/t-1"),
            replaced("/plant/tx/0a/t-1"),
            deleted("/plant/open/0a/t-1"),
            created("/plant/tx/0a/t-2"),
            created("/plant/tx/0a/another"),
            created("/other/tx/0a/t-3"),
            new ErrorTxn(-110)));

    EnsembleWrites writes = EnsembleWrites.read(folder, "/plant", "t-");

    assertThat(writes)
        .isEqualTo(
            new EnsembleWrites(
                2,
                Map.of("open created", 1, "open deleted", 1, "tx created", 2, "tx replaced", 1),
                5,
                0));
    assertThat(writes.onTheWay()).isEqualTo(1);
    assertThat(writes.each()).containsEntry("open created", 0.5);
  }

  @Test
  void onlyTheNoteMayComeBeforeTheVerdictUnseen() throws IOException {
    write(
        List.of(
            created("/plant/open/0a/t-1"),
            created("/plant/votes/0a/t-1.1"),
            created("/plant/tx/0a/t-1")));

    EnsembleWrites writes = EnsembleWrites.read(folder, "/plant", "t-");

    assertThat(writes.early()).isEqualTo(1);
    assertThat(writes.onTheWay()).isEqualTo(2);
  }

  @Test
  void whatGoesTogetherIsOneProposalAndEachWriteOfItIsCounted() throws IOException {
    write(
        List.of(
            created("/plant/open/0a/t-1"),
            together(
                created("/plant/tx/0a/t-1"),
                replaced("/plant/tx/0a/t-0"),
                deleted("/plant/open/0a/t-0")),
            together(new ErrorTxn(0), new ErrorTxn(-110))));

    EnsembleWrites writes = EnsembleWrites.read(folder, "/plant", "t-");

    assertThat(writes.kinds())
        .isEqualTo(Map.of("open created", 1, "open deleted", 1, "tx created", 1, "tx replaced", 1));
    assertThat(writes.proposed()).isEqualTo(2);
  }

  private static MultiTxn together(Record... parts) throws IOException {
    List<Txn> all = new ArrayList<>();
    for (Record each : parts) {
      ByteArrayOutputStream octets = new ByteArrayOutputStream();
      each.serialize(BinaryOutputArchive.getArchive(octets), "");
      all.add(new Txn(type(each), octets.toByteArray()));
    }
    return new MultiTxn(all);
  }

  @Test
  void logWithoutAnythingHoldsNoWrites() throws IOException {
    assertThat(EnsembleWrites.read(folder, "/plant", "t-"))
        .isEqualTo(new EnsembleWrites(0, Map.of(), 0, 0));
  }

  private static CreateTxn created(String path) {
    return new CreateTxn(path, new byte[0], Ids.OPEN_ACL_UNSAFE, false, 1);
  }

  private static SetDataTxn replaced(String path) {
    return new SetDataTxn(path, new byte[0], 1);
  }

  private static DeleteTxn deleted(String path) {
    return new DeleteTxn(path);
  }

  /** As a server logs them. */
  private void write(List<Record> transactions) throws IOException {
    File log = folder.toFile();
    try (FileTxnLog files = new FileTxnLog(log)) {
      for (Record each : transactions) {
        last++;
        int type = type(each);
        var header = new TxnHeader(1, last, last, 1_000, type);
        var unused = files.append(new Request(1, last, type, header, each, last));
      }
      files.commit();
    }
  }

  private static int type(Record transaction) {
    return switch (transaction) {
      case CreateTxn create -> OpCode.create;
      case SetDataTxn replacement -> OpCode.setData;
      case DeleteTxn deletion -> OpCode.delete;
      case MultiTxn group -> OpCode.multi;
      default -> OpCode.error;
    };
  }
}
