package dev.lockstep;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static dev.lockstep.CompiledClasses.check;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No write to a database passes by {@code WriteTransaction}, and no statement does what SQLite's
 * update hook does not tell of: a standby would never hear of it.
 */
class ReplicatedWritesTest {
  /** Who may open connections by themselves: to copies, for Flyway, or to read. */
  private static final Set<String> CONNECT =
      Set.of(
          "Disk",
          "SqliteConnector",
          "Database",
          "DatabaseCopy",
          "BaseCopy",
          "JournalVerification",
          "MigrationRecord",
          "Schema");

  /** Who may ask for a connection that can write. */
  private static final Set<String> WRITE = Set.of("Database", "ReplicaFile");

  /** Who may begin and end SQL transactions; a copy is followed by nobody. */
  private static final Set<String> COMMIT =
      Set.of("DatabaseWriter", "WriteTransaction", "ReplicaFile", "CopiedStates");

  private static final Pattern UPDATE =
      Pattern.compile("update (\\S+) set (.*?)(?:where|\"|;)", Pattern.DOTALL);

  /** The columns that are a table's rowids; a name that is put in is one of states. */
  private static final Map<String, String> KEYS =
      Map.of(
          "%s", "position",
          "terms", "position",
          "history", "line",
          "audit", "number",
          "notices", "number",
          "damaged", "number",
          "ended", "number",
          "runs", "number");

  @Test
  void connectionsAreMadeInFewPlaces() {
    check(
        noClasses()
            .that(are("not among " + CONNECT, CONNECT))
            .should()
            .callMethodWhere(
                calls(
                    "open a connection",
                    call ->
                        call.getTarget().getRawReturnType().isAssignableTo(Connection.class)
                            && !call.getTargetOwner()
                                .getPackageName()
                                .equals("dev.lockstep.journal")
                            && !call.getName().equals("unwrap"))));
    check(
        noClasses()
            .that(are("not among " + WRITE, WRITE))
            .should()
            .callMethodWhere(
                calls(
                    "ask for a connection that writes",
                    call -> Set.of("toWrite", "toCopy").contains(call.getName()))));
  }

  @Test
  void sqlTransactionsBeginAndEndInOnePlace() {
    check(
        noClasses()
            .that(are("not among " + COMMIT, COMMIT))
            .should()
            .callMethodWhere(
                calls(
                    "begin or end an SQL transaction",
                    call ->
                        call.getTargetOwner().isAssignableTo(Connection.class)
                            && Set.of("setAutoCommit", "commit", "rollback")
                                .contains(call.getName()))));
  }

  private static DescribedPredicate<JavaClass> are(String what, Set<String> names) {
    return DescribedPredicate.describe(
        what,
        type ->
            type.getPackageName().startsWith("dev.lockstep")
                && !names.contains(type.getName().replaceAll("^.*\\.|\\$.*$", "")));
  }

  private static DescribedPredicate<JavaCall<?>> calls(String what, Predicate<JavaCall<?>> which) {
    return DescribedPredicate.describe(what, which);
  }

  /** {@code ChangeCapture} says which these are. */
  @Test
  void noStatementReplacesOrRenumbersRowsAndNoTableIsWithoutRowids() throws IOException {
    for (Path each : sources("src/main/java/dev/lockstep/journal", ".java")) {
      String text = Files.readString(each).toLowerCase(Locale.ROOT);
      assertThat(text).as("%s", each).doesNotContain("or replace", "replace into", "set rowid");
      assertThat(renumbered(text)).as("%s", each).isEmpty();
    }
    for (Path each : sources("src/main/resources/db", ".sql")) {
      assertThat(Files.readString(each).toLowerCase(Locale.ROOT))
          .as("%s", each)
          .doesNotContain("without rowid", "or replace");
    }
  }

  /** Updates that set what a row of that table goes by. */
  private static List<String> renumbered(String text) {
    return UPDATE
        .matcher(text)
        .results()
        .filter(
            update ->
                Pattern.compile(
                        "\\b(rowid|%s) =".formatted(KEYS.getOrDefault(update.group(1), "one")))
                    .matcher(update.group(2))
                    .find())
        .map(MatchResult::group)
        .toList();
  }

  /** The pool that people's questions go through has connections of its own. */
  @Test
  void poolCannotWrite() throws IOException {
    assertThat(Files.readString(Path.of("src/main/resources/application.properties")))
        .contains("quarkus.datasource.jdbc.new-connection-sql=pragma query_only = 1");
  }

  @Test
  void sqlIsWrittenInPackageJournalAlone() throws IOException {
    for (Path each : sources("src/main/java", ".java")) {
      if (!each.toString().contains("/journal/")) {
        assertThat(Files.readString(each))
            .as("%s", each)
            .doesNotContainPattern("(?i)\"\\s*(insert into|delete from|update \\S+ set) ");
      }
    }
  }

  private static List<Path> sources(String folder, String end) throws IOException {
    try (Stream<Path> all = Files.walk(Path.of(folder))) {
      return all.filter(each -> each.toString().endsWith(end)).toList();
    }
  }
}
