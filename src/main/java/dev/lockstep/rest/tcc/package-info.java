/**
 * TCC (try, confirm, cancel) in the shape of DTM's HTTP protocol: the gateway as a branch of such a
 * transaction. The branch's calls, and the client of the server that decides.
 *
 * <p>Sees {@code rest}, {@code rest.client} and {@code participant}. Invariant: try is prepare,
 * confirm is commit, cancel is rollback; SUCCESS to a try is a durable vote COMMIT (decision 75).
 */
@NullMarked
package dev.lockstep.rest.tcc;

import org.jspecify.annotations.NullMarked;
