package dev.lockstep.ensemble;

import org.apache.zookeeper.KeeperException.Code;

/** What ZooKeeper's result codes mean. What is not listed is not known. */
final class ResultCodes {
  private ResultCodes() {}

  static WriteResult write(int code, String path) {
    return switch (Code.get(code)) {
      case OK -> new WriteResult.Done();
      case NODEEXISTS -> new WriteResult.There();
      case NONODE -> new WriteResult.Absent();
      case BADVERSION -> new WriteResult.OtherVersion();
      case NOAUTH, QUOTAEXCEEDED, NOTREADONLY, INVALIDACL, BADARGUMENTS, NOTEMPTY, THROTTLEDOP ->
          new WriteResult.Refused(reason(code, path));
      default -> new WriteResult.NotKnown(reason(code, path));
    };
  }

  /** For people: what happened to which znode, and what can be done. */
  static String reason(int code, String path) {
    return "znode %s: %s".formatted(path, sentence(Code.get(code)));
  }

  private static String sentence(Code code) {
    return switch (code) {
      case NOAUTH ->
          "its ACL does not permit this client to do that; an operator can, with setAcl and this client's identity";
      case QUOTAEXCEEDED ->
          "the ensemble's quota for it, or for a znode above it, is used up; an operator can raise it with setquota";
      case NOTREADONLY ->
          "the server that is connected is read-only, because it reaches no majority of the ensemble; it goes on when a majority is back";
      case INVALIDACL ->
          "the ensemble takes none of the ACL that the chroot has; an operator can look at it with getAcl";
      case CONNECTIONLOSS ->
          "the connection was lost before the answer came: the server died, or reaches no majority of the ensemble any more; the others are tried";
      case SESSIONEXPIRED ->
          "the session expired before the answer came; a new one is made by itself";
      case AUTHFAILED, SESSIONCLOSEDREQUIRESASLAUTH ->
          "the ensemble does not accept this client's identity; it is that of lockstep.ensemble.tls.key-store";
      case THROTTLEDOP -> "the server has too much to do (THROTTLEDOP); it is asked again";
      default -> "the ensemble answered " + code;
    };
  }
}
