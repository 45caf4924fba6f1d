package dev.lockstep.zookeeper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The network interfaces of this machine. A browser ends what it is loading when one comes or goes
 * (ERR_NETWORK_CHANGED), and a {@link ServerNetwork} brings one: test classes in two processes
 * agree by the lock of a file, which ends with its process at the latest.
 */
public final class HostNetwork implements AutoCloseable {
  private static final Path FILE = Path.of("target", "host-network.lock");

  private final FileChannel held;

  private HostNetwork(FileChannel held) {
    this.held = held;
  }

  /** Waits until nobody changes it; it stays as it is until this is closed. */
  public static HostNetwork steady() {
    return held(true);
  }

  /** Waits until nobody needs it as it is; it may be changed until this is closed. */
  public static HostNetwork changing() {
    return held(false);
  }

  @SuppressWarnings("resource") // a lock ends with its channel, which is closed here or by the test
  private static HostNetwork held(boolean shared) {
    try {
      Files.createDirectories(FILE.getParent());
      FileChannel channel =
          FileChannel.open(
              FILE, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      channel.lock(0, Long.MAX_VALUE, shared);
      return new HostNetwork(channel);
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }

  @Override
  public void close() {
    try {
      held.close();
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }
}
