package dev.lockstep.driver;

import dev.lockstep.device.DeviceName;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be found out about the devices of an MQTT broker, by listening.
 *
 * @param broker {@code mqtt://HOST:PORT} or {@code mqtts://HOST:PORT}
 * @param user who listens; empty: a client without user
 * @param name under which the user's password is kept, as if it were a device's
 * @param clearPassword whether the password may go in clear to another host
 * @param filter the topic filter that is listened to
 * @param listen how long
 * @param rebirth whom to ask for births
 * @param limits of what is taken in
 * @param deviceLevel how many levels of a topic name its device; 0: all but the last
 */
public record BrokerBrowseRequest(
    String broker,
    Optional<String> user,
    DeviceName name,
    boolean clearPassword,
    String filter,
    Duration listen,
    Rebirth rebirth,
    Limits limits,
    int deviceLevel) {

  /**
   * Which Sparkplug edge nodes are asked for their births: a command to them.
   *
   * @param seen all that are noticed without a birth
   * @param named these in any case, as GROUP/NODE
   */
  public record Rebirth(boolean seen, Set<String> named) {
    public static final Rebirth NONE = new Rebirth(false, Set.of());

    public Rebirth {
      named = Set.copyOf(named);
    }
  }

  /**
   * The limits.
   *
   * @param topicsMax topics with a retained state, and metrics of births, that are kept
   * @param bytesMax bytes of payload that are received; then the listening ends
   */
  public record Limits(int topicsMax, long bytesMax) {}
}
