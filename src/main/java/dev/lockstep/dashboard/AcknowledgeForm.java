package dev.lockstep.dashboard;

/**
 * The form by which an operator puts a damaged row aside.
 *
 * @param follows what will be true then
 */
record AcknowledgeForm(
    String action,
    String title,
    JournalPage.Damaged damage,
    String follows,
    String token,
    ActForm.Typed typed,
    String told) {}
