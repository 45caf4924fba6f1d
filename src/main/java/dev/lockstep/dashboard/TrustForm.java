package dev.lockstep.dashboard;

import java.util.List;

/**
 * The form by which an operator decides about one certificate.
 *
 * @param device for which alone it is approved; empty for every other act
 * @param sights why it is refused; empty where it is not
 * @param follows what follows from the act
 * @param resting devices whose sessions rest on it
 * @param held live transactions that hold these
 * @param heldMore how many of them are not listed
 * @param shown the situation that the form was made for
 * @param told why it was not done, and what happened meanwhile; empty at the first look
 */
record TrustForm(
    TrustAct act,
    String action,
    CertificateText certificate,
    String device,
    List<TrustPage.Sight> sights,
    String follows,
    List<String> resting,
    List<Board.Hold> held,
    int heldMore,
    String shown,
    String token,
    ActForm.Typed typed,
    String told) {
  TrustForm {
    sights = List.copyOf(sights);
    resting = List.copyOf(resting);
    held = List.copyOf(held);
  }

  /** Whether the fingerprint has to be compared first. */
  public boolean compares() {
    return act == TrustAct.APPROVE;
  }

  /** On the button. */
  public String button() {
    return compares() ? "Approve for " + device : act.label() + " it";
  }

  /** Whether the act ends sessions. */
  public boolean ends() {
    return act == TrustAct.REVOKE;
  }
}
