package dev.lockstep.app.config;

import dev.lockstep.journal.JournalConfig;
import dev.lockstep.journal.SqliteUrl;
import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Priorities;
import jakarta.annotation.Priority;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Configuration interceptor that gives the connection pool the journal's own URL. Composed as a
 * property expression, a path with a question mark would lead the pool to another, empty file.
 */
@Priority(
    Priorities.APPLICATION) // asked first, so that the path comes with its expressions expanded
public final class JournalUrl implements ConfigSourceInterceptor {
  private static final long serialVersionUID = 1;
  private static final String URL = "quarkus.datasource.jdbc.url";
  private static final String PATH = "lockstep.journal.path";
  private static final String USUAL = JournalConfig.USUAL_PATH;
  private static final String BARE = "jdbc:sqlite:";

  @Override
  public @Nullable ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
    ConfigValue found = context.proceed(name);
    if (!name.equals(URL) || found == null || !found.getValue().startsWith(BARE + "?")) {
      return found;
    }
    ConfigValue path = context.proceed(PATH);
    boolean given = path != null && path.getValue() != null && !path.getValue().isBlank();
    Path file = Path.of(given ? path.getValue() : USUAL);
    return found.withValue(SqliteUrl.of(file) + found.getValue().substring(BARE.length()));
  }
}
