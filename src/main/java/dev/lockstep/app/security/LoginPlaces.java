package dev.lockstep.app.security;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Places of logins: which user logged in at which address, over restarts. No password, and nothing
 * made of one, is among it. Thread-safe, of bounded length.
 *
 * <p>The story it is for: hundreds of addresses guess while the gateway restarts. It recognises no
 * login yet, and the coordinator's right password would wait behind a guess of each of them.
 */
final class LoginPlaces {
  static final String NAME = "login-places";
  private static final Logger LOG = Logger.getLogger(LoginPlaces.class);
  private static final int PLACES_MAX = 256;
  private static final int BYTES_MAX = 64 << 10;

  /** A name as `lockstep user` takes it, and an address. */
  private static final Pattern LINE =
      Pattern.compile("[A-Za-z0-9._@-]{1,100} [0-9A-Za-z.:/-]{1,60}");

  private final Optional<Path> file;

  /**
   * Those of the longest time ago first; replaced as a whole, so that no login waits for the disk.
   */
  private volatile List<String> places = List.of();

  private LoginPlaces(Optional<Path> file) {
    this.file = file;
  }

  /** Those of the gateway that has this journal. */
  static LoginPlaces beside(Path journal) {
    Path file = journal.toAbsolutePath().resolveSibling(NAME);
    LoginPlaces places = new LoginPlaces(Optional.of(file));
    places.read(file);
    return places;
  }

  /** Those of a gateway that was never restarted. */
  static LoginPlaces inMemory() {
    return new LoginPlaces(Optional.empty());
  }

  private void read(Path from) {
    try {
      if (Files.size(from) <= BYTES_MAX) {
        places =
            Files.readAllLines(from).stream()
                .filter(LINE.asMatchPredicate())
                .distinct()
                .limit(PLACES_MAX)
                .toList();
      }
    } catch (NoSuchFileException none) {
      return;
    } catch (IOException unreadable) {
      // Nothing rests on it but who goes first.
      LOG.warnf("%s cannot be read, and is begun anew: %s", from, unreadable);
    }
  }

  boolean contains(String name, String address) {
    return places.contains(line(name, address));
  }

  /** The right password came from there. */
  synchronized void add(String name, String address) {
    String line = line(name, address);
    if (!LINE.matcher(line).matches() || places.contains(line)) {
      return;
    }
    List<String> more = new ArrayList<>(places);
    more.add(line);
    places = List.copyOf(more.subList(Math.max(0, more.size() - PLACES_MAX), more.size()));
    file.ifPresent(this::write);
  }

  private void write(Path to) {
    try {
      Path whole =
          Files.createTempFile(
              Objects.requireNonNull(to.getParent()), NAME, ".new"); // readable by its owner only
      Files.write(whole, places);
      move(whole, to);
    } catch (IOException unwritable) {
      LOG.warnf("%s cannot be written; after a restart logins may wait longer: %s", to, unwritable);
    }
  }

  private static void move(Path whole, Path to) throws IOException {
    try {
      Files.move(whole, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException simple) {
      Files.move(whole, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String line(String name, String address) {
    return name + " " + address;
  }
}
