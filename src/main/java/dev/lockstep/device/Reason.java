package dev.lockstep.device;

import java.util.Optional;

/**
 * Why something was refused, withheld or left unknown, for a machine to sort by code and a person
 * to read.
 *
 * @param code what kind of reason
 * @param device where, if at one device
 * @param command of which command, if of one
 * @param resource at which resource, if at one
 * @param detail one sentence: what was found and what would be right
 */
public record Reason(
    Code code,
    Optional<DeviceName> device,
    Optional<CommandName> command,
    Optional<ResourceName> resource,
    String detail) {

  /** The kinds of reason. Names are part of the REST API and of the journal: never renamed. */
  public enum Code {
    UNKNOWN_DEVICE,
    UNKNOWN_COMMAND,
    UNKNOWN_ARGUMENT,
    MISSING_ARGUMENT,
    WRONG_TYPE,
    OUT_OF_RANGE,
    NOT_READABLE,
    NOT_WRITABLE,
    UNSUPPORTED,
    /** Another live transaction holds the resource; the detail names it. */
    RESERVED,
    /** The transaction itself writes one node or topic twice in one stage. */
    WRITTEN_TWICE,
    /** What is written would reach another node or topic than the one that was voted for. */
    TARGET_MOVED,
    DISCONNECTED,
    /** Not connected yet, and the attempt is under way. */
    CONNECTING,
    UNREADABLE,
    REQUIREMENT_BROKEN,
    /** The time is over for which the devices held what the vote promised. */
    PROMISE_LAPSED,
    /** The device did not arm, or refused to. */
    NOT_ARMED,
    /** The device, or a broker before it, refused: nothing moved. */
    REJECTED,
    /** Given up before it was sent, or passed on to no device. */
    NOT_SENT,
    /** It may have been sent, and is proved not to be done: it cannot arrive any more. */
    NOT_DONE,
    /** Sent, and nobody can say yet whether it was done. */
    UNKNOWN,
    /** Accepted by the device, but not seen when read back. */
    NOT_VERIFIED,
    /** The device did something else than asked, for example clamped the value. */
    ALTERED,
    /** The device says that it has carried the command out, in answer to being told to drop it. */
    ALREADY_APPLIED,
    /**
     * What was to show that it happened was true before it was sent, or may have been: to see it
     * afterwards proves nothing.
     */
    ALREADY_TRUE,
    /** What the method answered is not what the profile takes for success. */
    OUTPUTS_DIFFER,
    /**
     * Sent, and nobody can say whether it was done; nothing of it can still arrive, and it may be
     * sent again.
     */
    MAY_REPEAT,
    /** The decision, or the last step, is older than staleAfter. */
    STALE,
    DEADLINE,
    /** The transaction was rolled back before this prepare arrived. */
    ROLLED_BACK_BEFORE,
    /** The transaction had ended otherwise than rolled back before this prepare arrived. */
    ENDED_BEFORE,
    /** The journal cannot promise durability now. */
    JOURNAL_UNAVAILABLE,
    OVERLOADED
  }

  /** A reason about the transaction or gateway as a whole. */
  public static Reason of(Code code, String detail) {
    return new Reason(code, Optional.empty(), Optional.empty(), Optional.empty(), detail);
  }

  public Reason at(DeviceName where) {
    return new Reason(code, Optional.of(where), command, resource, detail);
  }

  public Reason during(CommandName which) {
    return new Reason(code, device, Optional.of(which), resource, detail);
  }

  /** During this action: of its command, at its device. */
  public Reason during(Action action) {
    return at(action.device()).during(action.command());
  }

  public Reason on(ResourceName what) {
    return new Reason(code, device, command, Optional.of(what), detail);
  }

  /** The same, in other words. */
  public Reason saying(String other) {
    return new Reason(code, device, command, resource, other);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(code.name());
    device.ifPresent(each -> text.append(' ').append(each));
    command.ifPresent(each -> text.append(' ').append(each));
    resource.ifPresent(each -> text.append(' ').append(each));
    return text.append(": ").append(detail).toString();
  }
}
