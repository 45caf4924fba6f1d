package dev.lockstep.bench;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.jute.BinaryInputArchive;
import org.apache.jute.Record;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.server.persistence.FileTxnLog;
import org.apache.zookeeper.server.persistence.TxnLog;
import org.apache.zookeeper.txn.CreateTxn;
import org.apache.zookeeper.txn.DeleteTxn;
import org.apache.zookeeper.txn.ErrorTxn;
import org.apache.zookeeper.txn.MultiTxn;
import org.apache.zookeeper.txn.SetDataTxn;
import org.apache.zookeeper.txn.Txn;

/**
 * The writes of coordinations to an ensemble, as a server's own transaction log has them: nobody
 * has to be believed.
 *
 * @param coordinations that have a verdict
 * @param kinds how many writes of each kind they had, by folder and what was done there
 * @param proposals of the ensemble that they were in: what goes together is proposed once, and each
 *     server forces it to its disk once
 * @param early writes before a coordination's verdict, besides the note that it is open, which is
 *     sent and not waited for
 */
record EnsembleWrites(int coordinations, Map<String, Integer> kinds, int proposals, int early) {

  EnsembleWrites {
    kinds = new TreeMap<>(kinds);
  }

  /**
   * Counts.
   *
   * @param log a server's folder of transaction logs
   * @param chroot below which the plant's znodes are
   * @param prefix of the ids that are counted
   * @throws IOException where a file of it cannot be read
   */
  static EnsembleWrites read(Path log, String chroot, String prefix) throws IOException {
    Count count = new Count(chroot, prefix);
    try (FileTxnLog files = new FileTxnLog(log.toFile());
        TxnLog.TxnIterator each = files.read(1)) {
      for (boolean more = each.getHeader() != null; more; more = each.next()) {
        count.add(each.getTxn());
      }
    }
    return new EnsembleWrites(count.decided.size(), count.kinds, count.proposals, count.early);
  }

  /** Writes that a commit waits for: its verdict, and whatever came before it. */
  double onTheWay() {
    return 1.0 * (coordinations + early) / Math.max(1, coordinations);
  }

  /** Proposals for one coordination. */
  double proposed() {
    return 1.0 * proposals / Math.max(1, coordinations);
  }

  /** Of each kind, for one coordination. */
  Map<String, Double> each() {
    Map<String, Double> all = new LinkedHashMap<>();
    kinds.forEach((kind, number) -> all.put(kind, 1.0 * number / Math.max(1, coordinations)));
    return all;
  }

  /** For one reader. */
  private static final class Count {
    private static final String VERDICTS = "tx";
    private static final String NOTES = "open";

    private final String chroot;
    private final String prefix;
    private final Set<String> decided = new HashSet<>();
    private final Map<String, Integer> kinds = new TreeMap<>();
    private int proposals;
    private int early;

    Count(String chroot, String prefix) {
      this.chroot = chroot;
      this.prefix = prefix;
    }

    void add(Record transaction) throws IOException {
      int before = number();
      addEach(transaction);
      if (number() > before) {
        proposals++;
      }
    }

    private int number() {
      return kinds.values().stream().mapToInt(each -> each).sum();
    }

    /** Sessions and what failed are no writes of a coordination; some are logged as nothing. */
    private void addEach(Record transaction) throws IOException {
      switch (transaction) {
        case CreateTxn create -> add(create.getPath(), "created");
        case SetDataTxn replacement -> add(replacement.getPath(), "replaced");
        case DeleteTxn deletion -> add(deletion.getPath(), "deleted");
        case MultiTxn group -> {
          for (Txn each : group.getTxns()) {
            addEach(single(each));
          }
        }
        case null, default -> {}
      }
    }

    private static Record single(Txn part) throws IOException {
      Record record =
          switch (part.getType()) {
            case OpCode.create -> new CreateTxn();
            case OpCode.setData -> new SetDataTxn();
            case OpCode.delete -> new DeleteTxn();
            default -> new ErrorTxn();
          };
      var content = new DataInputStream(new ByteArrayInputStream(part.getData()));
      record.deserialize(new BinaryInputArchive(content), "");
      return record;
    }

    /** {@code CHROOT/FOLDER/BUCKET/ID}; what is shorter is no coordination's own. */
    private void add(String path, String what) {
      String[] parts =
          path.startsWith(chroot + "/")
              ? path.substring(chroot.length() + 1).split("/", -1)
              : new String[0];
      if (parts.length != 3 || !parts[2].startsWith(prefix)) {
        return;
      }
      kinds.merge(parts[0] + " " + what, 1, Integer::sum);
      if (parts[0].equals(VERDICTS) && what.equals("created")) {
        decided.add(parts[2]);
      } else if (!parts[0].equals(NOTES) && !decided.contains(parts[2])) {
        early++;
      }
    }
  }
}
