package dev.lockstep.standby;

/** The answer to a {@link PeerRequest}. */
public sealed interface PeerAnswer {

  /** What the PC is that was asked. */
  record Standing(PeerCaller by, Role role, Reigns reigns) implements PeerAnswer {}

  /** What a PC is to the other. */
  enum Role {
    WAITING,
    STANDBY,
    TAKING_OVER,
    ACTIVE,
    ENDING
  }

  /**
   * The lease of that term is granted, counted from the answer.
   *
   * @param inSync whether the granter has all that the caller has
   */
  record Granted(PeerCaller by, long term, boolean inSync) implements PeerAnswer {}

  /** Nothing was changed. */
  record Refused(PeerCaller by, Reason reason) implements PeerAnswer {
    /** Why a PC refuses a message of the other. */
    public enum Reason {
      OTHER_LINE,
      /** The caller's term or run is older than one known here. */
      OLD_TERM,
      /** A supply that is over, or was never begun here. */
      OLD_ROUND,
      /** A person has asked this PC to take over. */
      TAKING_OVER,
      /** This PC is active. */
      ACTIVE,
      /** This PC was active after the caller. */
      ACTIVE_LATER,
      /** The other one is not in sync, so that it would lose records. */
      NOT_IN_SYNC,
      /** This PC is not what the message supposes. */
      NOT_NOW
    }
  }

  /**
   * The standby takes that supply.
   *
   * @param position how far its records go
   * @param inSyncTerm term in which it last had everything; where that is the caller's own, what it
   *     has is the beginning of what the caller has, and no base copy is needed
   */
  record SupplyTaken(PeerCaller by, CopyPosition position, long inSyncTerm) implements PeerAnswer {}

  /** How far the records go that are on the standby's disk. */
  record Confirmed(PeerCaller by, CopyPosition position) implements PeerAnswer {}

  /** A gap, another schema or a fault of the disk: only a base copy helps. */
  record CopyWanted(PeerCaller by, String why) implements PeerAnswer {}

  /** It is done. */
  record Taken(PeerCaller by) implements PeerAnswer {}

  /** No answer in time, or none at all; made on the caller's side. It may have been done. */
  record Silent(String why) implements PeerAnswer {}
}
