package dev.lockstep.dashboard;

import dev.lockstep.driver.CertificateFault;

/**
 * Why a certificate was refused, for the person who decides about it.
 *
 * @param remedy what is to be done, without a full stop
 * @param approvable whether an approval for the device can mend it
 */
record FaultText(Badge badge, String remedy, boolean approvable) {
  static FaultText of(CertificateFault fault) {
    return switch (fault) {
      case UNTRUSTED ->
          approvable(
              Badge.warn("not approved yet"),
              "Compare its fingerprint at the machine; approve it for the device where it is the"
                  + " same, else reject it");
      case CHANGED ->
          approvable(
              Badge.bad("another certificate than before"),
              "Ask who renewed it, and compare its fingerprint at the machine; where nobody did,"
                  + " somebody else may answer there: reject it");
      case ANOTHER_SERVER ->
          approvable(
              Badge.bad("another server than the device means"),
              "Correct the device's Endpoint. Approve this one only where the machine was replaced;"
                  + " where the device's file names its server, change it there");
      case EXPIRED -> elsewhere("expired", "Renew it on the server, and look at the clocks");
      case NOT_YET_VALID ->
          elsewhere("not valid yet", "Set the clocks of the server and of this gateway");
      case WEAK_KEY ->
          elsewhere(
              "weak key", "Make a new one on the server, with the key that the policy asks for");
      case ISSUER_UNKNOWN ->
          elsewhere(
              "issuer not known",
              "Put its issuer's certificate into pki/issuer/certs, and its revocation list into"
                  + " pki/issuer/crl");
      case REVOKED ->
          elsewhere("revoked by its issuer", "Have its issuer make a new one for the server");
      case REVOCATION_UNKNOWN ->
          elsewhere(
              "no current revocation list",
              "Put the present revocation list of its issuer into the folder crl beside it");
      case APPLICATION_URI ->
          elsewhere(
              "for another ApplicationUri",
              "Make a new one on the server, for the ApplicationUri that the server gives itself");
      case HOST_NAME ->
          elsewhere("for another host", "Make a new one on the server, for its present host name");
      case USE_NOT_ALLOWED ->
          elsewhere(
              "not for this use", "Make a new one on the server that may sign and encipher keys");
      case UNUSABLE -> elsewhere("not usable", "Make a new one on the server");
    };
  }

  private static FaultText approvable(Badge badge, String remedy) {
    return new FaultText(badge, remedy, true);
  }

  /** No approval would help. */
  private static FaultText elsewhere(String word, String remedy) {
    return new FaultText(Badge.bad(word), remedy, false);
  }
}
