package dev.lockstep.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.journal.JournalConfig;
import dev.lockstep.journal.SqliteUrl;
import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** The pool's URL is the journal's, whatever stands in its path. */
class JournalUrlTest {
  private static final String URL = "quarkus.datasource.jdbc.url";

  @Test
  void isMadeOfTheConfiguredPathEvenWhereThatHoldsAQuestionMark() throws Exception {
    String path = "/data/line?1/journal.db";
    assertThat(url(Map.of("lockstep.journal.path", path)))
        .startsWith(SqliteUrl.of(Path.of(path)) + "?journal_mode=WAL&synchronous=FULL&")
        .endsWith("&transaction_mode=IMMEDIATE");
    Map<String, String> home =
        Map.of("lockstep.home", "/opt/a?b", "lockstep.journal.path", "${lockstep.home}/journal.db");
    assertThat(url(home)).startsWith(SqliteUrl.of(Path.of("/opt/a?b/journal.db")) + "?");
  }

  @Test
  void isThatOfTheUsualPathWhereNoneIsConfigured() throws Exception {
    assertThat(url(Map.of())).startsWith(SqliteUrl.of(Path.of(JournalConfig.USUAL_PATH)) + "?");
  }

  @Test
  void isGivenToQuarkus() {
    assertThat(ServiceLoader.load(ConfigSourceInterceptor.class))
        .anyMatch(JournalUrl.class::isInstance);
  }

  private static String url(Map<String, String> configured) throws IOException {
    Properties shipped = new Properties();
    try (InputStream file = JournalUrlTest.class.getResourceAsStream("/application.properties")) {
      shipped.load(file);
    }
    Map<String, String> keys = new HashMap<>(configured);
    keys.put(URL, shipped.getProperty(URL));
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withInterceptors(new JournalUrl())
            .withSources(new PropertiesConfigSource(keys, "test", 100))
            .build();
    return config.getValue(URL, String.class);
  }
}
