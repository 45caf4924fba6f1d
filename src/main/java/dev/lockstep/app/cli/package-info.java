/**
 * The command line for a running gateway: each command is one or a few calls of the HTTP API, and
 * what came back as a table for people or as the JSON that it was.
 *
 * <p>Sees {@code device} for text that may be printed, and nothing else of the gateway: what a
 * command knows stands in the API. Invariant: a command that does not know whether the gateway has
 * done a thing says so, and never repeats it by itself.
 */
@NullMarked
package dev.lockstep.app.cli;

import org.jspecify.annotations.NullMarked;
