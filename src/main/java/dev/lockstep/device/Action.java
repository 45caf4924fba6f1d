package dev.lockstep.device;

/**
 * One command, resolved and checked: what the gateway promises with its vote. Kept in the journal
 * as promised, so that a profile edited later does not change it; only the address of device and
 * resources is looked up again.
 *
 * @param device which machine
 * @param command its name in the profile
 * @param work what it comes to
 * @param guarantees as the profile said when the vote was cast
 */
public record Action(DeviceName device, CommandName command, Work work, Guarantees guarantees) {
  public boolean readOnly() {
    return work instanceof Work.Look;
  }
}
