package dev.lockstep.coordinator;

/** A document of the log that this version cannot read. The message names it and the fault. */
final class UnreadableRecordException extends Exception {
  private static final long serialVersionUID = 1;

  UnreadableRecordException(String id, String fault) {
    super("coordination %s cannot be read from the log: %s".formatted(id, fault));
  }

  UnreadableRecordException(String id, RuntimeException fault) {
    super(
        "coordination %s cannot be read from the log: %s".formatted(id, fault.getMessage()), fault);
  }
}
