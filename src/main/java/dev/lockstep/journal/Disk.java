package dev.lockstep.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.sqlite.JDBC;

/** What a journal stands on. The real one, or in tests one that fills up or breaks. */
interface Disk {
  Disk REAL =
      new Disk() {
        @Override
        public Connection connect(Path database, Properties settings) throws SQLException {
          return JDBC.createConnection(SqliteUrl.of(database), settings);
        }

        @Override
        public long usableBytes(Path database) throws IOException {
          return Files.getFileStore(database.toAbsolutePath().getParent()).getUsableSpace();
        }
      };

  Connection connect(Path database, Properties settings) throws SQLException;

  /** Space left where that database lies. */
  long usableBytes(Path database) throws IOException;
}
