/**
 * Traces (OpenTelemetry): from the coordinator's request to each device write, as spans that are
 * sent to an OTLP endpoint. Off by default; then {@link dev.lockstep.app.tracing.Tracing#OFF} hands
 * everything back as it is.
 *
 * <p>Sees what it wraps. Invariant: it changes nothing that it watches, holds nothing up, and what
 * cannot be sent is dropped and counted. The work hops from thread to thread, so a context is found
 * again by the id of its transaction, never by the thread that happens to go on.
 */
@NullMarked
package dev.lockstep.app.tracing;

import org.jspecify.annotations.NullMarked;
