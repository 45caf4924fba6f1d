package dev.lockstep.driver.opcua;

import dev.lockstep.device.Reason.Code;
import java.util.List;

/** Why a value cannot be written to, or read from, a node: one fault or several. */
class MisfitException extends OpcUaFailureException {
  private static final long serialVersionUID = 1L;

  private final transient List<Fault> faults;

  /** One fault: what kind of reason it is, and a sentence that names the place. */
  record Fault(Code code, String detail) {}

  MisfitException(String message) {
    this(Code.WRONG_TYPE, message);
  }

  MisfitException(Code code, String message) {
    super(message);
    this.faults = List.of(new Fault(code, message));
  }

  /** Of a structure: all that is wrong in it, not only the first. */
  MisfitException(List<Fault> faults) {
    super(summary(faults));
    this.faults = List.copyOf(faults);
  }

  private static String summary(List<Fault> faults) {
    String first = faults.getFirst().detail();
    return faults.size() == 1 ? first : "%s (and %d more)".formatted(first, faults.size() - 1);
  }

  final Code code() {
    return faults.getFirst().code();
  }

  final List<Fault> faults() {
    return faults;
  }

  /** The same faults, inside of another value. */
  final MisfitException within(String path) {
    return new MisfitException(
        faults.stream().map(each -> new Fault(each.code(), path + ": " + each.detail())).toList());
  }
}
