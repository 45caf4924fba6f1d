package dev.lockstep.catalog;

/** A location in a file; line and column from 1. */
record SourceLocation(String file, int line, int column) {
  static SourceLocation start(String file) {
    return new SourceLocation(file, 1, 1);
  }

  @Override
  public String toString() {
    return file + ":" + line;
  }
}
