package dev.lockstep.driver.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The room for resources in one drafted profile: a catalog reads 5000 resources of a profile, and 4
 * MiB of a file. Not thread-safe.
 */
final class ProfileRoom {
  static final int RESOURCES_MAX = 5_000;

  /** Of the file's 4 MiB, without its head and what is said of what was left out. */
  private static final int BYTES_MAX = 3_600_000;

  private int resources;
  private int bytes;

  /**
   * Takes the room of one more resource.
   *
   * @param plain bytes of its lines without addresses and remarks
   * @param addresses each written so many times
   * @return why there is none
   */
  Optional<String> take(int plain, int times, String... addresses) {
    int wanted = plain;
    for (String each : addresses) {
      wanted += times * each.getBytes(StandardCharsets.UTF_8).length;
    }
    if (resources == RESOURCES_MAX) {
      return Optional.of(
          "is one too many; a profile has at most %d resources".formatted(RESOURCES_MAX));
    }
    if (bytes + wanted > BYTES_MAX) {
      return Optional.of("is one too many; the profile's file would be larger than 4 MiB");
    }
    resources++;
    bytes += wanted;
    return Optional.empty();
  }
}
