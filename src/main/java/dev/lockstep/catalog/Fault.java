package dev.lockstep.catalog;

/**
 * A fault at one location of a file.
 *
 * @param file the path that was given to the gateway
 * @param line from 1
 * @param column from 1
 * @param path of keys, for example {@code deviceCommands[0].tags.lockstep.verify}; empty for the
 *     file as a whole
 * @param found what the file has there
 * @param remedy what would be right; empty where {@code found} implies it
 */
public record Fault(String file, int line, int column, String path, String found, String remedy) {

  /**
   * The fault in one line, in the format of compilers: {@code file:line:column: path: found;
   * remedy}.
   */
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
