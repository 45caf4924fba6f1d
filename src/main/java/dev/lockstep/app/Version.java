package dev.lockstep.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Version of this build, for the command line and the log. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"lockstep " + number()};
  }

  /** The version, for example {@code 0.1.0}. */
  public static String number() {
    try (InputStream file = Version.class.getResourceAsStream("/version.properties")) {
      Properties properties = new Properties();
      properties.load(file);
      return properties.getProperty("version", "unknown");
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
