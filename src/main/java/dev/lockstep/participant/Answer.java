package dev.lockstep.participant;

import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.State;

/**
 * What a request was told, and where the transaction stood when the answer was due.
 *
 * @param reply taken or refused
 * @param state durable as far as it says anything that a promise rests on
 */
public record Answer(Reply reply, State state) {}
