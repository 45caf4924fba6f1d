package dev.lockstep.dashboard;

/**
 * The form by which an operator says a word about the two PCs of a line.
 *
 * @param follows what will be true then
 * @param done what came of it; empty before, and then the form is shown
 * @param told why it was not done; empty at the first look
 */
record StandbyForm(
    LinePair pair,
    String action,
    String label,
    String follows,
    String token,
    ActForm.Typed typed,
    String done,
    String told) {}
