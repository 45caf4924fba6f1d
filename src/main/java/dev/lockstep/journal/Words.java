package dev.lockstep.journal;

import java.nio.charset.StandardCharsets;

/**
 * What nearly every body of one kind says, the likeliest last: it is nearest then, and cheapest to
 * point to.
 *
 * <p>Never changed, because rows on disks point into it: other words are another format.
 */
final class Words {
  /** Of states and their terms. */
  static final Words STATES =
      new Words(
          """
          HEURISTIC_MIXED"HEURISTIC_ROLLBACK","against":{"outcome":"HEURISTIC_COMMIT"onePhase"\
          :true,"call":"inputs":[["look":["readings":[["reasons":[{"code":"broken":[{"code":"d\
          etail":"{"phase":"ARMING","since":["disarmament":"NOT_APPLIED""UNKNOWN""because":[{"\
          code":"RETRYING"WITHHELD"STUCK"EVIDENCE"GATEWAY","why":"voted ROLLBACK","tolerance":\
          "0.1","wholeDevice":true,"all":[{"resource":"conditions"exchange","topic":"responseT\
          opic":"SESSION"LEASED"ONCE"RESTORE","heldUntil":"20READ_ONLY","participants":["http:\
          //"guarantees":{"requires":[{"resource":"","is":"EQUALS","of":[true]},{"resource":"]\
          ,"prepare":{"by":"handshake","commandId":"CommandId","preparedId":"PreparedId","comm\
          itId":"CommitId","lastAppliedId":"LastAppliedId","abortId":"AbortId","rejectedId":"R\
          ejectedId","retained":true,"within":"PT2S"},"reserves":["","staleAfter":"PT15M","ver\
          ify":{"by":"acknowledgement"},"repeat":"TESTABLE","undo":"NONE"}}],"coordinator":"ht\
          tp:///rest-at-coordinator/tx/transaction-manager/0_ffff#restat;created=20Z;recovery=\
          http:///rest-at-coordinator/tx/recovery-coordinator/0_ffff;home=http:///api/v1/coord\
          inations/"},"vote":{"is":"YES","promise":"DURABLE","before":[["{"branch":true,"vote"\
          :true,"outcome":"ROLLED_BACK","decided":{"by":"COORDINATOR"evidence":"done"}],"decid\
          ed":{"by":"OPERATOR","who":""forgotten":true,{"branch":{"fingerprint":"","tasks":[{"\
          number":0,"stage":0,"device":"","command":"","write":[[["",1]]],"guarantees":{"stale\
          After":"PT15M","verify":{"by":"readBack","within":"PT2S"},"repeat":"IDEMPOTENT","und\
          o":"NONE"}}]},"vote":{"is":"YES","promise":"CHECKED","before":[["","",1,"Good"]],"at\
          ":[1,0]},"runs":["{"decided":{"by":"COORDINATOR","at":[1,0]},"progress":[{"is":"INTE\
          NDED","at":[1,0]}],"standing":"MOVING","lastStep":[1,0],"runs":["{"branch":true,"vot\
          e":true,"outcome":"COMMITTED","progress":[{"is":"APPLIED","at":[1,0],"evidence":"rea\
          d back","after":[["","",1,"Good"]]}],"decided":{"by":"COORDINATOR","at":[1,0]},"runs\
          ":["\
          """);

  /** Of the coordinator's documents. */
  static final Words DOCUMENTS =
      new Words(
          """
          {"format":1,"state":"ENDED","plan":{"id":"","at":"20Z","timeout":"PT10S","lostMax":5\
          ,"forgetMax":20,"participants":[{"gateway":"http://","commands":[{"device":"","comma\
          nd":"","arguments":{"},"stage":0}]}]},"votes":[{"vote":"ROLLBACK"READ_ONLY"COMMIT","\
          promise":"CHECKED"LEASED"DURABLE"}],"ruling":{"verdict":"ROLLBACK"COMMIT","reasons":\
          [],"at":"20Z"},"deliveries":[{"delivery":"CONFIRMED","outcome":"ROLLED_BACK"COMMITTE\
          D","attempts":1,"at":"20Z"}],"endedAt":"20Z","forgets":[],"timeline":[{"at":"20Z","e\
          vent":"Requested","from":"ABSENT","to":"PREPARING","detail":"2 participants"},{"at":\
          "20Z","event":"Voted","from":"PREPARING","to":"DECIDED","detail":"http:// voted COMM\
          IT, DURABLE; decided COMMIT"},{"at":"20Z","event":"Told","from":"DECIDED","to":"ENDE\
          D","detail":"http:// confirmed COMMITTED"},{"at":"20Z","event":"Forgotten"\
          """);

  private final byte[] octets;

  private Words(String text) {
    octets = text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Not to be written to. */
  byte[] octets() {
    return octets;
  }
}
