package dev.lockstep.device;

/** What a profile allows with a resource or command: EdgeX {@code readWrite}. */
public enum Access {
  READ,
  WRITE,
  READ_WRITE;

  public boolean readable() {
    return this != WRITE;
  }

  public boolean writable() {
    return this != READ;
  }
}
