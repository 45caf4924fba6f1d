package dev.lockstep.standby.link;

import dev.lockstep.standby.PeerAnswer;
import dev.lockstep.standby.PeerRequest;

/** Kinds of messages by their names on the wire, which are never changed. */
enum MessageKind {
  HELLO,
  LEASE_CLAIM,
  LEASE_RENEWAL,
  SUPPLY_BEGIN,
  CHANGE_SET_BATCH,
  BASE_COPY_BEGIN,
  BASE_COPY_PART,
  BASE_COPY_END,
  IN_SYNC_NOTICE,
  STEP_DOWN_REQUEST,
  HAND_OVER,
  LEAVE,
  STANDING,
  GRANTED,
  REFUSED,
  CONFIRMED,
  COPY_WANTED,
  TAKEN,
  SILENT,
  SUPPLY_TAKEN;

  static MessageKind of(PeerRequest request) {
    return switch (request) {
      case PeerRequest.Hello _ -> HELLO;
      case PeerRequest.LeaseClaim _ -> LEASE_CLAIM;
      case PeerRequest.LeaseRenewal _ -> LEASE_RENEWAL;
      case PeerRequest.SupplyBegin _ -> SUPPLY_BEGIN;
      case PeerRequest.ChangeSetBatch _ -> CHANGE_SET_BATCH;
      case PeerRequest.BaseCopyBegin _ -> BASE_COPY_BEGIN;
      case PeerRequest.BaseCopyPart _ -> BASE_COPY_PART;
      case PeerRequest.BaseCopyEnd _ -> BASE_COPY_END;
      case PeerRequest.InSyncNotice _ -> IN_SYNC_NOTICE;
      case PeerRequest.StepDownRequest _ -> STEP_DOWN_REQUEST;
      case PeerRequest.HandOver _ -> HAND_OVER;
      case PeerRequest.Leave _ -> LEAVE;
    };
  }

  static MessageKind of(PeerAnswer answer) {
    return switch (answer) {
      case PeerAnswer.Standing _ -> STANDING;
      case PeerAnswer.Granted _ -> GRANTED;
      case PeerAnswer.Refused _ -> REFUSED;
      case PeerAnswer.Confirmed _ -> CONFIRMED;
      case PeerAnswer.CopyWanted _ -> COPY_WANTED;
      case PeerAnswer.Taken _ -> TAKEN;
      case PeerAnswer.Silent _ -> SILENT;
      case PeerAnswer.SupplyTaken _ -> SUPPLY_TAKEN;
    };
  }
}
