package dev.lockstep.catalog;

/** Where in a file; line and column from 1. */
record Place(String file, int line, int column) {
  static Place start(String file) {
    return new Place(file, 1, 1);
  }

  @Override
  public String toString() {
    return file + ":" + line;
  }
}
