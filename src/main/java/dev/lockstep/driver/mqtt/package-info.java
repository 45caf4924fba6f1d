/**
 * The drivers of MQTT 5 and of Sparkplug B, on the HiveMQ client, whose types are used in this
 * package alone.
 *
 * <p>Sees {@code driver} and {@code device}. Invariant: what has not been sent when its deadline
 * passes is never sent (P5). A client of the library exists for one connection, the session ends
 * with it, and it gets no more than the socket accepts.
 *
 * <h2>Request/response: the contract with the device (pattern {@code mqtt-request})</h2>
 *
 * <p>Requests go to the profile's {@code topic} with QoS 1 or 2, never retained, with Response
 * Topic, Correlation Data (16 bytes, new for every attempt) and Message Expiry Interval (the time
 * left until the deadline in whole seconds, rounded down, and at most the configured maximum; below
 * one second {@code prepare} and {@code commit} are not sent at all):
 *
 * <pre>{@code
 * {"id": "TRANSACTION#NUMBER", "verb": "prepare", "command": "SetSpeed",
 *  "arguments": {"Speed": 12.5}, "expiresInMillis": 4800,
 *  "expiresAt": "2026-01-05T06:00:04.800Z"}
 * }</pre>
 *
 * <p>{@code verb} is {@code prepare}, {@code commit}, {@code abort} or {@code query}. Arguments are
 * by resource name, raw (before scale and offset). The device answers to the Response Topic with
 * the same Correlation Data, not retained:
 *
 * <pre>{@code
 * {"id": "TRANSACTION#NUMBER", "state": "prepared", "detail": "for people", "heldForMillis": 60000}
 * }</pre>
 *
 * <p>{@code state} is {@code prepared}, {@code refused}, {@code applied}, {@code failed}, {@code
 * aborted}, {@code unknown} or {@code executing}; {@code detail} and {@code heldForMillis} may be
 * omitted. After {@code executing} the device may answer the same request again. It records every
 * id with its state, carries an id out once however often it is committed, refuses to commit an id
 * that it has not prepared, and records an abort of an unknown id, so that a late prepare is
 * refused. {@code refused}, {@code aborted} and {@code unknown} mean that a commit was not begun;
 * {@code failed} that it was begun, and that it is not known how far it got. A second commit is
 * sent only after a {@code query} answered with {@code prepared}. The page for those who programme
 * devices is {@code src/site/markdown/mqtt-devices.md}.
 *
 * <h2>Retained state per command (pattern {@code mqtt-retained})</h2>
 *
 * <p>The same, except that the device answers by a state that it keeps retained on a topic of each
 * command, with the request's token in the field {@code request}: {@code init}, {@code prepared},
 * {@code executing}, {@code successful} or {@code failed}. An end is believed wherever it is found,
 * because no state follows on it; any other retained state may be of before.
 *
 * <h2>Sparkplug B</h2>
 *
 * <p>{@link dev.lockstep.driver.mqtt.SparkplugDriver} makes this gateway a host application, with
 * one connection for all devices of a broker and host id. The page is {@code
 * src/site/markdown/sparkplug.md}.
 *
 * <p>An answer without a pending request (late, duplicated, foreign), with another id, or in
 * another form, is counted and has no effect.
 */
@NullMarked
package dev.lockstep.driver.mqtt;

import org.jspecify.annotations.NullMarked;
