package dev.lockstep.catalog;

/**
 * What is wrong at one place of a file.
 *
 * @param file as it was named to the gateway
 * @param line from 1
 * @param column from 1
 * @param path of keys, for example {@code deviceCommands[0].tags.lockstep.verify}; empty for the
 *     file as a whole
 * @param found what stands there
 * @param remedy what would be right; empty where {@code found} says it
 */
public record Fault(String file, int line, int column, String path, String found, String remedy) {

  /** One line, as compilers write it. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("%s:%d:%d: ".formatted(file, line, column));
    if (!path.isEmpty()) {
      text.append(path).append(": ");
    }
    text.append(found);
    if (!remedy.isEmpty()) {
      text.append("; ").append(remedy);
    }
    return text.toString();
  }
}
