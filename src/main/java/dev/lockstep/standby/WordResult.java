package dev.lockstep.standby;

/** What became of a person's word. */
public enum WordResult {
  /** It is done. */
  DONE,
  /** It is begun, and done when the other PC has handed over or its lease is out. */
  BEGUN,
  /** This PC lacks records: the other one may have more. */
  NOT_IN_SYNC,
  /** The other PC was active last. */
  OTHER_WAS_LATER,
  /** It is so already. */
  ALREADY,
  /** It has no meaning for what this PC is now. */
  NOT_NOW
}
