package dev.lockstep.device;

import java.util.Optional;

/**
 * A reason: why something was refused, withheld or left unknown. The code is for programs, the
 * detail for people.
 *
 * @param code the kind of reason
 * @param device the device, where the reason concerns one
 * @param command the command, where the reason concerns one
 * @param resource the resource, where the reason concerns one
 * @param detail one sentence that says what was found and what would be right. {@link #toString}
 *     puts device, command and resource in front of it
 */
public record Reason(
    Code code,
    Optional<DeviceName> device,
    Optional<CommandName> command,
    Optional<ResourceName> resource,
    String detail) {
  /** Whatever a machine says: enough to tell what it was, and where it was cut is shown. */
  private static final int DETAIL_MAX = 4_000;

  public Reason {
    detail = PrintableText.line(detail, DETAIL_MAX);
  }

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
    /** The transaction writes one node or topic twice in one stage. */
    WRITTEN_TWICE,
    /** The write would now reach another node or topic than at the vote. */
    TARGET_MOVED,
    DISCONNECTED,
    /** Not connected yet, and the attempt is under way. */
    CONNECTING,
    UNREADABLE,
    REQUIREMENT_BROKEN,
    /** The time for which the devices guaranteed the vote is over. */
    PROMISE_LAPSED,
    /** The device did not arm, or refused to. */
    NOT_ARMED,
    /** The device, or the broker, refused the command: nothing moved. */
    REJECTED,
    /** The command was given up before it was sent, or was delivered to no device. */
    NOT_SENT,
    /**
     * The command may have been sent, is proved not to be carried out, and cannot arrive any more.
     */
    NOT_DONE,
    /** The command was sent, and its result is not known yet. */
    UNKNOWN,
    /** The device accepted the command, but the read-back does not show it. */
    NOT_VERIFIED,
    /**
     * The device did something else than was asked, for example clamped the value, or went to a
     * state by which the profile says that it failed.
     */
    ALTERED,
    /** The device was told to drop the command and answers that it has already carried it out. */
    ALREADY_APPLIED,
    /**
     * The conditions of {@code verify} held before the send, or may have held: that they hold
     * afterwards proves nothing.
     */
    ALREADY_TRUE,
    /** The outputs of the method are not those that the profile defines as success. */
    OUTPUTS_DIFFER,
    /**
     * The command was sent and its result is unknown; the send cannot arrive any more, and the
     * command may be sent again.
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

  /** A reason that concerns the transaction or the gateway as a whole. */
  public static Reason of(Code code, String detail) {
    return new Reason(code, Optional.empty(), Optional.empty(), Optional.empty(), detail);
  }

  public Reason at(DeviceName where) {
    return new Reason(code, Optional.of(where), command, resource, detail);
  }

  public Reason during(CommandName which) {
    return new Reason(code, device, Optional.of(which), resource, detail);
  }

  /** This reason for an action: for its command at its device. */
  public Reason during(Action action) {
    return at(action.device()).during(action.command());
  }

  public Reason on(ResourceName what) {
    return new Reason(code, device, command, Optional.of(what), detail);
  }

  /** The same reason with another detail. */
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
