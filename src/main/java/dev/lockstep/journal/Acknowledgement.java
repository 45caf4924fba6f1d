package dev.lockstep.journal;

import java.time.Instant;

/**
 * An operator's word that a damaged row has been dealt with, as it is kept with the row's bytes.
 *
 * @param who the operator's name
 * @param reason in the operator's words
 * @param at when, by the wall clock
 */
public record Acknowledgement(Damage damage, String who, String reason, Instant at) {}
