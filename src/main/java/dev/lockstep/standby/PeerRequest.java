package dev.lockstep.standby;

import java.util.List;

/** A message from one PC of a line to the other, each of which has one {@link PeerAnswer}. */
public sealed interface PeerRequest {
  PeerCaller caller();

  /** I am here; what are you? Sent with each beat by a PC that is not active. */
  record Hello(PeerCaller caller, Reigns reigns) implements PeerRequest {}

  /**
   * I was active last and have started anew: grant me a lease for a new term.
   *
   * @param to run of the PC that is asked: one that was started since has not heard what that one
   *     had
   * @param position how far the records of the caller go
   */
  record LeaseClaim(PeerCaller caller, long to, long term, Reigns reigns, CopyPosition position)
      implements PeerRequest {}

  /** From the active PC: grant me the lease of this term again. */
  record LeaseRenewal(PeerCaller caller, long term) implements PeerRequest {}

  /**
   * From the active PC: from now on I supply you, you are not in sync until I say so.
   *
   * @param round number of the supply in this term, from 1: what was said in an earlier one counts
   *     no more
   */
  record SupplyBegin(PeerCaller caller, long to, long term, long round) implements PeerRequest {}

  /** Change sets in their order. */
  record ChangeSetBatch(PeerCaller caller, long term, long round, List<ChangeFrame> frames)
      implements PeerRequest {
    public ChangeSetBatch {
      frames = List.copyOf(frames);
    }
  }

  /**
   * One change set, encoded by {@code journal}.
   *
   * @param bytes not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
  record ChangeFrame(String database, long sequence, byte[] bytes) {}

  /**
   * A base copy of all databases begins; parts follow, and its end.
   *
   * @param octets length of each database, in the order of their parts
   */
  record BaseCopyBegin(PeerCaller caller, long term, long round, List<CopiedDatabase> octets)
      implements PeerRequest {
    public BaseCopyBegin {
      octets = List.copyOf(octets);
    }
  }

  /** A database of a base copy, and its length. */
  record CopiedDatabase(String database, long octets) {}

  /** Octets of one database from that offset. */
  @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
  record BaseCopyPart(
      PeerCaller caller, long term, long round, String database, long offset, byte[] bytes)
      implements PeerRequest {}

  /** All parts were sent: put it in place of what there is, durably, and answer how far it goes. */
  record BaseCopyEnd(PeerCaller caller, long term, long round, CopyPosition position)
      implements PeerRequest {}

  /** From the active PC: you have everything that is acknowledged, and you may take over. */
  record InSyncNotice(PeerCaller caller, long to, long term, long round, Reigns reigns)
      implements PeerRequest {}

  /** From the standby: a person wants me to be active; stop writing, and hand over. */
  record StepDownRequest(PeerCaller caller, long term, PersonWord word) implements PeerRequest {}

  /** From the active PC: I shall never send again in this term, and you have everything. */
  record HandOver(PeerCaller caller, long term, PersonWord word) implements PeerRequest {}

  /** From the standby: I end, and have given up the right to take over. */
  record Leave(PeerCaller caller, long term) implements PeerRequest {}
}
