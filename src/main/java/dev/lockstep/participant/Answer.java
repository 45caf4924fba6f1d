package dev.lockstep.participant;

import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.State;

/**
 * The answer to a request: the reply, and the state of the transaction when the answer was due.
 *
 * @param reply taken or refused
 * @param state whose statements are durable as far as a promise rests on them (P1)
 */
public record Answer(Reply reply, State state) {}
