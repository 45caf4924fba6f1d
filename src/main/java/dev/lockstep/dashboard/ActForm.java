package dev.lockstep.dashboard;

import java.util.List;

/**
 * The form by which an operator acts on one transaction. Faults are empty where a field is right.
 *
 * @param shown the situation that the form was made for
 * @param told why it was not done, and what happened meanwhile; empty at the first look
 */
record ActForm(
    String id,
    Badge badge,
    WaitingFor waits,
    List<Choice> choices,
    List<NowReading> readings,
    TimeText readAt,
    String shown,
    String token,
    Typed typed,
    String told) {
  /** What a person is waited for; empty texts where no person is. */
  record WaitingFor(String kind, String cause, String remedy) {}

  /** One thing that may be done. */
  record Choice(String word, String label, String consequence, boolean chosen) {}

  /** What was typed, and what is wrong with it. */
  record Typed(
      String reason,
      String reasonFault,
      boolean asksName,
      String operator,
      String operatorFault,
      String choiceFault) {
    public boolean faulty() {
      return !(reasonFault.isEmpty() && operatorFault.isEmpty() && choiceFault.isEmpty());
    }
  }

  ActForm {
    choices = List.copyOf(choices);
    readings = List.copyOf(readings);
  }

  public boolean possible() {
    return !choices.isEmpty();
  }
}
