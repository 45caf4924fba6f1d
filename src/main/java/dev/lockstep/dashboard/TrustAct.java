package dev.lockstep.dashboard;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an operator may do about a certificate. */
enum TrustAct {
  APPROVE("Approve"),
  REJECT("Reject"),
  REVOKE("Revoke"),
  RENEW("Renew");

  private final String label;

  TrustAct(String label) {
    this.label = label;
  }

  /** On a button. */
  public String label() {
    return label;
  }

  /** In an address. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The act of this word. */
  static Optional<TrustAct> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }

  /**
   * What follows from it, before it is done.
   *
   * @param device for which it is approved
   */
  String consequence(String device) {
    return switch (this) {
      case APPROVE ->
          "%s alone trusts it from then on, in the place of the one before, and connects by itself."
              .formatted(device);
      case REJECT ->
          "It stays refused, and waits for nobody any more. It can be approved later all the same.";
      case REVOKE ->
          "It is trusted by no device any more. Sessions that rest on it end at once, in order; what"
              + " was under way is settled when trust is back.";
      case RENEW ->
          "Sessions that begin from then on use a new one. Trust it on each machine; until a machine"
              + " does, it gets the one before.";
    };
  }
}
