package dev.lockstep.device;

/**
 * A command, resolved against its profile and checked: what the gateway promises with its vote. The
 * journal keeps it as it was promised, so that a profile that is edited later does not change it;
 * only the addresses of the device and its resources are resolved again.
 *
 * @param device the machine
 * @param command the command's name in the profile
 * @param work the reads, writes or call that it consists of
 * @param guarantees of the profile at the time of the vote
 */
public record Action(DeviceName device, CommandName command, Work work, Guarantees guarantees) {
  public boolean readOnly() {
    return work instanceof Work.Look;
  }
}
