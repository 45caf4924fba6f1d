package dev.lockstep.driver.opcua;

import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;

/** What a status code is called (OPC 10000-6, A.2). */
final class StatusName {
  private StatusName() {}

  /** The name as the specification spells it, for example {@code BadNodeIdUnknown}; else hex. */
  static String of(StatusCode status) {
    return StatusCodes.lookup(status.value())
        .map(found -> found[0].replace("_", ""))
        .orElseGet(() -> "status 0x%08X".formatted(status.value()));
  }
}
