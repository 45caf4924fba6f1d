/**
 * Mailboxes of actors: whatever may meet many events at once has one, and one worker at a time. The
 * participant's transactions and the coordinator's coordinations both live in them.
 */
@NullMarked
package dev.lockstep.mailbox;

import org.jspecify.annotations.NullMarked;
