package dev.lockstep.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Machines of one profile that answer at once: in the memory of the gateway.
 *
 * @param size how many
 */
public record Fleet(int size) {
  private static final String PROFILE =
      """
      name: bench-drive
      manufacturer: Lockstep
      model: bench
      description: A drive that is always there and does at once what it is told.
      deviceResources:
        - name: Speed
          properties: { valueType: Int32, readWrite: RW, minimum: 0, maximum: 1000000, units: 1/min }
        - name: Ramp
          properties: { valueType: Int32, readWrite: RW, minimum: 0, maximum: 1000000, units: ms }
      deviceCommands:
        - name: SetSpeed
          readWrite: RW
          resourceOperations:
            - { deviceResource: Speed }
        - name: SetRamp
          readWrite: RW
          resourceOperations:
            - { deviceResource: Ramp }
      """;
  private static final int SPEEDS = 1_000_000;

  /** Writes the profile and the list of devices; the folder that the gateway is to read. */
  public Path write(Path directory) throws IOException {
    Path folder = Files.createDirectories(directory.resolve("fleet"));
    Files.writeString(folder.resolve("profile.yaml"), PROFILE);
    Files.writeString(
        folder.resolve("devices.yaml"),
        IntStream.range(0, size)
            .mapToObj(
                each ->
                    "  - { name: drive-%d, profileName: bench-drive, protocols: { simulated: { } } }\n"
                        .formatted(each))
            .collect(Collectors.joining("", "deviceList:\n", "")));
    return folder;
  }

  /**
   * The body of a prepare: one machine, one value, another than it had before.
   *
   * @param device from 0 up to the size
   */
  public String commands(int device, long transaction) {
    return "{\"commands\":[{\"device\":\"drive-"
        + device
        + "\",\"command\":\"SetSpeed\",\"arguments\":{\"Speed\":"
        + transaction % SPEEDS
        + "}}]}";
  }

  /** The body of a prepare of another value of the machine, which a held speed does not hold. */
  String otherCommands(int device, int ramp) {
    return "{\"commands\":[{\"device\":\"drive-%d\",\"command\":\"SetRamp\",\"arguments\":{\"Ramp\":%d}}]}"
        .formatted(device, ramp);
  }
}
