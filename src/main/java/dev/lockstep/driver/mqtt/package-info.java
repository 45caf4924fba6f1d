/**
 * Devices behind an MQTT 5 broker, through the HiveMQ client: its types are seen here alone.
 *
 * <p>Sees {@code driver} and {@code device}. Invariant: what has not left when its deadline passes
 * never leaves. A client of the library lives for one connection, sessions end with it, and no more
 * is handed to it than the socket takes.
 *
 * <h2>Request/response: the contract with the device (pattern {@code mqtt-request})</h2>
 *
 * <p>Requests go to the profile's {@code topic} with QoS 1 or 2, never retained, with Response
 * Topic, Correlation Data (16 bytes, new for every attempt) and Message Expiry Interval (what is
 * left of the deadline in whole seconds, rounded down, and at most the configured longest; below
 * one second {@code prepare} and {@code commit} are not sent at all):
 *
 * <pre>{@code
 * {"id": "TRANSACTION#NUMBER", "verb": "prepare", "command": "SetSpeed",
 *  "arguments": {"Speed": 12.5}, "expiresInMillis": 4800,
 *  "expiresAt": "2026-01-05T06:00:04.800Z"}
 * }</pre>
 *
 * <p>{@code verb} is {@code prepare}, {@code commit}, {@code abort} or {@code query}. Arguments are
 * by resource, raw (before scale and offset). The device answers to the Response Topic with the
 * same Correlation Data, not retained:
 *
 * <pre>{@code
 * {"id": "TRANSACTION#NUMBER", "state": "prepared", "detail": "for people", "heldForMillis": 60000}
 * }</pre>
 *
 * <p>{@code state} is {@code prepared}, {@code refused}, {@code applied}, {@code failed}, {@code
 * aborted}, {@code unknown} or {@code executing}; {@code detail} and {@code heldForMillis} may be
 * left out. After {@code executing} the device may answer the same request again. It keeps every id
 * with its state, does an id once however often it is committed, refuses to commit an id that it
 * has not prepared, and keeps an abort of an id that it never saw, so that a prepare that comes
 * late is refused. {@code refused}, {@code aborted} and {@code unknown} say of a commit that it was
 * not begun; {@code failed} that it was, and nobody can say how far it got. A second commit is sent
 * only after a {@code query} answered with {@code prepared}. The page for those who programme
 * devices is {@code src/site/markdown/mqtt-devices.md}.
 *
 * <p>An answer without a request that waits (late, doubled, foreign), with another id, or that is
 * no such JSON, is counted and has no effect.
 */
@NullMarked
package dev.lockstep.driver.mqtt;

import org.jspecify.annotations.NullMarked;
