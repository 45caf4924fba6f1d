package dev.lockstep.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whose file this is: which gateway on which host. A copy that is opened elsewhere is noticed by
 * it, because two gateways with one journal each believe that they hold the machines: votes stay
 * off until an operator has said that the other one is gone.
 *
 * @param gateway its name; empty where it has none
 * @param host its identity; empty where none is known, and then it is not compared
 */
record JournalOwner(String gateway, String host) {
  private static final String CLAIM =
      """
      insert into owner (one, gateway, host, checksum) values (1, ?, ?, ?)
      on conflict (one) do update
      set gateway = excluded.gateway, host = excluded.host, checksum = excluded.checksum\
      """;

  /** Begins the host of a copy, whatever host it is opened on: no identity of a host looks so. */
  private static final String BACKUP = "backup of ";

  private static final String COPY =
      "%s is a backup, taken at %s from gateway %s, and not the journal: what was promised and moved"
          + " since is not in it. Where the journal itself is still there, take that. Where it is"
          + " lost, look at the machines that may have moved since, then acknowledge position %d, and"
          + " this file is the journal from then on";

  private static final String FOREIGN =
      "the journal %s belongs to gateway %s on host %s, and this is gateway %s on host %s: if the"
          + " other one still runs, stop one of the two before anything else, and begin here with"
          + " the journal that is this gateway's; where this one takes its place, and the whole"
          + " folder was brought over, acknowledge position %d (what was voted there waits for a"
          + " release, because its age cannot be proved here)";

  /** As it was written; empty where the file has no owner yet, or the row fails its checksum. */
  static Optional<JournalOwner> of(Connection connection) throws SQLException {
    try (PreparedStatement asked =
            connection.prepareStatement("select gateway, host, checksum from owner");
        ResultSet row = asked.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      JournalOwner owner =
          new JournalOwner(String.valueOf(row.getString(1)), String.valueOf(row.getString(2)));
      return Optional.of(owner).filter(claimed(row.getInt(3)));
    }
  }

  private static Predicate<JournalOwner> claimed(int checksum) {
    return owner -> owner.checksum() == checksum;
  }

  /** From now on the file is this one's. */
  void claim(Connection connection) throws SQLException {
    try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
      claim.setString(1, gateway);
      claim.setString(2, host);
      claim.setInt(3, checksum());
      claim.executeUpdate();
    }
  }

  /** The owner of a copy that was taken then. */
  JournalOwner backup(Instant at) {
    return new JournalOwner(gateway, BACKUP + at);
  }

  /** When the copy was taken; empty where it is none. */
  Optional<String> takenAt() {
    return isBackup() ? Optional.of(host.substring(BACKUP.length())) : Optional.empty();
  }

  private boolean isBackup() {
    return host.startsWith(BACKUP);
  }

  /** Whether it may be the same; a host or a name that is not known is not held against it. */
  boolean same(JournalOwner other) {
    return !isBackup() && agree(gateway, other.gateway) && agree(host, other.host);
  }

  private static boolean agree(String one, String other) {
    return one.isEmpty() || other.isEmpty() || one.equals(other);
  }

  /** The damage to be reported where another gateway or host opens it. */
  Damage foreignTo(JournalOwner here, String path) {
    String fault = isBackup() ? copied(path) : foreign(here, path);
    return new Damage(Damage.FOREIGN, "", fault);
  }

  private String copied(String path) {
    return COPY.formatted(path, host.substring(BACKUP.length()), named(gateway), Damage.FOREIGN);
  }

  private String foreign(JournalOwner here, String path) {
    return FOREIGN.formatted(
        path, named(gateway), named(host), named(here.gateway), named(here.host), Damage.FOREIGN);
  }

  private static String named(String name) {
    return name.isEmpty() ? "(unknown)" : name;
  }

  private int checksum() {
    return new Checksum().with(gateway).with(host).value();
  }
}
